import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Auth, Member } from '../auth/index.ts'
import type { DataTable } from '../datatable/index.ts'
import type { Queue } from '../queue/index.ts'
import { badRequest } from '../shared/errors.ts'
import type { System } from '../shared/system.ts'
import type { Store } from '../store/index.ts'

/** What the routes of the API stand on. */
export interface Windmill {
  store: Store
  system: System
  queue: Queue
  auth: Auth
  datatable: DataTable
  /** Where the server is reached: no slash at the end, no `/api`. */
  baseUrl(): string
  /** What a free Windmill lacks is served as well (`--beyond`). */
  beyond: boolean
  /** How many bytes the body of a request may have (Default: Windmill's own limit, 200 MiB). */
  maxBodyBytes?: number
}

/** A group of routes, mounted in `routes.ts`. */
export type Routes = (windmill: Windmill) => Hono

/** A group of routes without any yet. */
export const newRoutes = (): Hono => new Hono()

/** The workspace of the path `/api/w/:workspace/…`. */
export const workspaceOf = (c: Context): string => c.req.param('workspace') ?? ''

/** The item path in `…/:path{.+}`; item paths keep their slashes. */
export const pathOf = (c: Context): string => c.req.param('path') ?? ''

/** The caller, who has to be logged in and to belong to the workspace of the path; throws 401 or 403. */
export const memberOf = (windmill: Windmill, c: Context): Member =>
  windmill.auth.requireMember(c.req.raw, workspaceOf(c))

/** The body as `schema` wants it; what is not JSON or does not fit is a 400 that names the field. */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text()
  let body: unknown
  try {
    body = text === '' ? {} : JSON.parse(text)
  } catch (error) {
    throw badRequest(`invalid json: ${(error as Error).message}`)
  }
  return fit(body, schema, 'body')
}

/** The query parameters as `schema` wants them (all of them arrive as strings). */
export function readQuery<T>(c: Context, schema: z.ZodType<T>): T {
  return fit(c.req.query(), schema, 'query')
}

/** A value as `schema` wants it; one that does not fit is a 400 that names the field. */
export function fit<T>(value: unknown, schema: z.ZodType<T>, where: string): T {
  const parsed = parse(value, schema, where)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${[where, ...issue.path].join('.')}: ${issue.message}`)
  throw badRequest(issues.join('; '))
}

/** What is nested some thousand levels deep is more than can be looked through. */
function parse<T>(value: unknown, schema: z.ZodType<T>, where: string) {
  try {
    return schema.safeParse(value)
  } catch (error) {
    if (error instanceof RangeError) throw badRequest(`${where}: nested too deeply`)
    throw error
  }
}

import type { Context } from 'hono'
import { z } from 'zod'
import type { ApiClient } from './api-client.ts'
import { ApiFailure } from './api-client.ts'
import { apiOf, href, type PagesOptions } from './context.ts'

/** Whoever looks at a page, logged in, and the workspaces they may look at. */
export interface Visitor {
  email: string
  super_admin: boolean
  workspaces: { id: string; name: string }[]
  api: ApiClient
}

/** Thrown by pages that want a login; `pages/index.ts` sends the visitor to the place where one logs in. */
export class LoginNeeded extends Error {
  override readonly name = 'LoginNeeded'
}

const account = z.object({ email: z.string(), super_admin: z.boolean() })
const workspaceRow = z.object({ id: z.string(), name: z.string() })

/** The visitor, or undefined when nobody is logged in. */
export async function findVisitor(options: PagesOptions, c: Context): Promise<Visitor | undefined> {
  const api = apiOf(options, c)
  try {
    const { email, super_admin } = await api.get('/users/whoami', account)
    const own = await api.get('/workspaces/list', z.array(workspaceRow))
    const all = super_admin ? await api.list('/workspaces/list_as_superadmin', workspaceRow) : []
    const rest = all.filter(({ id }) => !own.some((each) => each.id === id))
    return { email, super_admin, workspaces: [...own, ...rest], api }
  } catch (error) {
    if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) return undefined
    throw error
  }
}

/** As `findVisitor`, but throws LoginNeeded. */
export async function requireVisitor(options: PagesOptions, c: Context): Promise<Visitor> {
  const visitor = await findVisitor(options, c)
  if (!visitor) throw new LoginNeeded()
  return visitor
}

/** Where one logs in to come back to this request. */
export function loginAddress(c: Context): string {
  const { pathname, search } = new URL(c.req.url)
  return href('/user/login', { rd: c.req.method === 'GET' ? pathname + search : '/' })
}

/**
 * The workspace that a page is about, with what was looked for in it: the one that the address names, else the first
 * of the visitor's that has it. Undefined when none has.
 */
export async function findIn<T>(
  visitor: Visitor,
  named: string | undefined,
  look: (workspace: string) => Promise<T | undefined>,
): Promise<{ workspace: string; found: T } | undefined> {
  for (const workspace of named ? [named] : visitor.workspaces.map(({ id }) => id)) {
    const found = await look(workspace)
    if (found !== undefined) return { workspace, found }
  }
  return undefined
}

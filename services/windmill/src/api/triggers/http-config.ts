import { z } from 'zod'
import { badRequest, notSupported } from '../../shared/errors.ts'
import { type Store, triggers } from '../../store/index.ts'
import { jsonObject } from '../items/fields.ts'

/** Parts of names, `:parameters`, and at the end a `*wildcard`, between slashes; no slash at the beginning. */
const ROUTE = /^(\*[-\w]+$|:?[-\w]+)(\/(\*[-\w]+$|:?[-\w]+))*$/

const text = z.string().nullish().default(null)
const truth = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

/** The fields of an HTTP trigger, with what stands when they are left out (wire.jsonl, `http_triggers/get`). */
export const httpConfig = z
  .object({
    route_path: z
      .string()
      .regex(ROUTE, 'Invalid route path: expected parts such as a/:id/*rest, with no slash in front'),
    request_type: z.enum(['sync', 'async', 'sync_sse']).nullish(),
    /** What older clients say in place of `request_type`. */
    is_async: z.boolean().nullish(),
    authentication_method: z.enum(['none', 'windmill', 'api_key', 'basic_http', 'custom_script', 'signature']),
    http_method: z.enum(['get', 'post', 'put', 'delete', 'patch']),
    summary: text,
    description: text,
    static_asset_config: jsonObject.nullish().default(null),
    is_static_website: truth,
    authentication_resource_path: text,
    workspaced_route: truth,
    wrap_body: truth,
    raw_string: truth,
  })
  .transform(({ request_type, is_async, ...config }) => ({
    ...config,
    route_path_key: routeKey(config.route_path),
    request_type: request_type ?? (is_async ? ('async' as const) : ('sync' as const)),
  }))

export type HttpConfig = z.infer<typeof httpConfig>

/** A route with all parameters called the same: two routes with the same key cannot be told apart. */
export const routeKey = (route: string): string => route.replace(/(\/)?(:|\*)[-\w]+/g, '$1$2key')

/** Throws 400 for a configuration that Windmill refuses, 501 for files of an object storage, which this server has not. */
export function checkHttpConfig(config: HttpConfig): void {
  if (config.authentication_method === 'custom_script' && !config.raw_string) {
    throw badRequest('To use custom script authentication, please enable the raw body option.')
  }
  if (config.is_static_website || config.static_asset_config) {
    throw notSupported('HTTP triggers that serve files of an object storage; serve a raw app, or answer from a script')
  }
}

/** What decides whether two routes are the same. */
export interface RouteIdentity {
  route_path: string
  http_method: string
  workspaced_route: boolean
}

/** Whether another trigger than the one at `except` serves the route already. Routes are shared by all workspaces. */
export function isRouteTaken(store: Store, workspace_id: string, route: RouteIdentity, except: string | null): boolean {
  const key = routeKey(route.route_path)
  const found = triggers.findRoute.one(store.connection, {
    route: route.workspaced_route ? `${workspace_id}/${key}` : key,
    http_method: route.http_method,
    workspace_id,
    except,
  })
  return found !== undefined
}

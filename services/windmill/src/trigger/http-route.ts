import { z } from 'zod'
import type { Json } from '../shared/json.ts'
import type { triggers } from '../store/index.ts'

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true)

/** What the config of an HTTP trigger means for who calls its route. */
const configSchema = z.object({
  route_path: z.string(),
  http_method: z.enum(['get', 'post', 'put', 'delete', 'patch']),
  workspaced_route: flag,
  request_type: z
    .enum(['sync', 'async', 'sync_sse'])
    .nullish()
    .transform((value) => value ?? 'sync'),
  authentication_method: z
    .enum(['none', 'windmill', 'api_key', 'basic_http', 'custom_script', 'signature'])
    .nullish()
    .transform((value) => value ?? 'none'),
  authentication_resource_path: z.string().nullish(),
  wrap_body: flag,
  raw_string: flag,
  is_static_website: flag,
  static_asset_config: z.unknown().optional(),
  retry: z.custom<Json>().optional(),
  error_handler_path: z.custom<Json>().optional(),
  error_handler_args: z.custom<Json>().optional(),
})

export type HttpConfig = z.infer<typeof configSchema>

/** An HTTP trigger that is served. */
export interface HttpRoute {
  trigger: triggers.Trigger
  config: HttpConfig
}

/** Reads a trigger; undefined for one whose config is none that can be served. */
export function httpRouteOf(trigger: triggers.Trigger): HttpRoute | undefined {
  const config = configSchema.safeParse(trigger.config)
  return config.success ? { trigger, config: config.data } : undefined
}

/** Where a route is served, below `/api/r/`: behind its workspace's id when it is the workspace's own. */
export const servedPath = ({ trigger, config }: HttpRoute): string =>
  (config.workspaced_route ? `${trigger.workspace_id}/` : '') + config.route_path.replace(/^\/+|\/+$/g, '')

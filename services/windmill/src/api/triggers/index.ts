/** Triggers: `/api/w/:workspace/http_triggers`, and those of the other kinds. */
import { z } from 'zod'
import { badRequest, notFound } from '../../shared/errors.ts'
import { fit, memberOf, newRoutes, type Routes, readBody, type Windmill } from '../context.ts'
import { checkHttpConfig, httpConfig, isRouteTaken } from './http-config.ts'
import { type TriggerKind, triggerRoutes } from './stored.ts'
import { websocketConfig } from './websocket-config.ts'

export { triggerView } from './trigger-view.ts'

const http: TriggerKind = {
  kind: 'http',
  configOf({ auth, store }, member, body, before) {
    const config = fit(body, httpConfig, 'body')
    checkHttpConfig(config)
    const { route_path, http_method, workspaced_route } = config
    const old = before?.config
    const sameRoute =
      old?.route_path === route_path && old.http_method === http_method && old.workspaced_route === workspaced_route
    if (!sameRoute) auth.requireAdmin(member)
    if (isRouteTaken(store, member.workspace_id, config, before?.path ?? null)) {
      throw badRequest('A route already exists with this path')
    }
    return config
  },
}

const websocket: TriggerKind = {
  kind: 'websocket',
  configOf: (_windmill, _member, body) => fit(body, websocketConfig, 'body'),
}

const routeBody = z.object({
  route_path: z.string(),
  http_method: z.string(),
  trigger_path: z.string().nullish(),
  workspaced_route: z.boolean().nullish(),
})

/** HTTP triggers; they are served below `/api/r`. Routes are shared by all workspaces, so only admins set them. */
export const httpTriggerRoutes: Routes = (windmill) => {
  const app = triggerRoutes(windmill, http)
  app.post('/route_exists', async (c) => {
    const { workspace_id } = memberOf(windmill, c)
    const { route_path, http_method, trigger_path, workspaced_route } = await readBody(c, routeBody)
    const route = { route_path, http_method, workspaced_route: workspaced_route ?? false }
    return c.json(isRouteTaken(windmill.store, workspace_id, route, trigger_path ?? null))
  })
  return app
}

/** WebSocket triggers are kept and handed back; this server opens no connections of its own. */
export const websocketTriggerRoutes: Routes = (windmill) => triggerRoutes(windmill, websocket)

/** Kinds that the recorded Windmill does not have (wire.jsonl, "wmill trigger list"): 404, and the reason. */
export const ABSENT_TRIGGER_KINDS = [
  'kafka',
  'nats',
  'postgres',
  'mqtt',
  'amqp',
  'sqs',
  'gcp',
  'azure',
  'email',
] as const

export const absentTriggerRoutes =
  (kind: string): Routes =>
  (windmill: Windmill) => {
    const app = newRoutes()
    app.all('/*', (c) => {
      memberOf(windmill, c)
      throw notFound(`${kind} triggers are not in this server; HTTP triggers and schedules are`)
    })
    return app
  }

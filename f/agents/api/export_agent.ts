import { exportAgent } from '../definitions/index.ts'
import { exportAgent as route } from './contract/agents.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/agents/:id/export`: exports an agent, and all that it reaches, as JSON. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, query }) => [
    200,
    await exportAgent(sql, { user_id, agent: params.id, version: query.version }),
  ])
}

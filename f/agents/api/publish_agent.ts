import { publishAgent } from '../definitions/index.ts'
import { publishAgent as route } from './contract/agents.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/agents/:id/publish`: publishes a version, or rolls back to it. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, body, at }) => [
    200,
    await publishAgent(sql, { user_id, agent: params.id, version: body.version, at }),
  ])
}

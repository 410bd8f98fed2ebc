import { changeAgent } from '../definitions/index.ts'
import { changeAgent as route } from './contract/agents.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `PATCH /v1/agents/:id`: changes an agent, which makes a new version. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, body, at }) => [
    200,
    await changeAgent(sql, { user_id, agent: params.id, patch: body, at }),
  ])
}

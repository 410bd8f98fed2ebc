import { deleteAgent } from '../definitions/index.ts'
import { deleteAgent as route } from './contract/agents.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `DELETE /v1/agents/:id`: deletes an agent. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, at }) => [
    200,
    await deleteAgent(sql, { user_id, agent: params.id, at }),
  ])
}

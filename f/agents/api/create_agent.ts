import { createAgent } from '../definitions/index.ts'
import { createAgent as route } from './contract/agents.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/agents`: makes an agent. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, body, new_id, at }) => [
    201,
    await createAgent(sql, { id: new_id(), user_id, definition: body, at }),
  ])
}

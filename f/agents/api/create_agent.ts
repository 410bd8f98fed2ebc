import { createAgent } from '../definitions/index.ts'
import { ROUTES } from './contract/index.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/agents`: makes an agent. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, ROUTES.create_agent, async ({ sql, user_id, body, new_id, at }) => [
    201,
    await createAgent(sql, { id: new_id(), user_id, definition: body, at }),
  ])
}

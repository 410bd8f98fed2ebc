import { forkSession } from '../sessions/index.ts'
import { forkSession as route } from './contract/sessions.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/sessions/:id/fork`: copies a session. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, body, new_id, at }) => {
    const { session_id: copy = new_id(), until } = body
    return [201, await forkSession(sql, { user_id, session_id: params.id, new_id: copy, until, at })]
  })
}

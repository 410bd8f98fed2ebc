import { readSession } from '../sessions/index.ts'
import { getSession as route } from './contract/sessions.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/sessions/:id`: reads a session with what was said in it. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, query }) => [
    200,
    await readSession(sql, { user_id, session_id: params.id, since: query.since }),
  ])
}

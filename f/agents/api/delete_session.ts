import { deleteSession } from '../sessions/index.ts'
import { deleteSession as route } from './contract/sessions.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `DELETE /v1/sessions/:id`: deletes a session with everything in it. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params }) => {
    const { session_id } = await deleteSession(sql, { user_id, session_id: params.id })
    return [200, { id: session_id }]
  })
}

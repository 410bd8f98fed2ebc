import { forget } from '../memory/index.ts'
import { deleteMemories as route } from './contract/memories.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `DELETE /v1/memories`: forgets memories. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, body, at }) => [
    200,
    await forget(sql, { user_id, ids: body.ids, why: body.reason, at }),
  ])
}

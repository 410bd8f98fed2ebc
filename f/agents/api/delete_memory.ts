import { forget } from '../memory/index.ts'
import { deleteMemory as route } from './contract/memories.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { memoryNotFound } from './memory_not_found.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `DELETE /v1/memories/:id`: forgets a memory. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, at }) => {
    const { forgotten } = await forget(sql, { user_id, ids: [params.id], at })
    if (forgotten.length === 0) throw memoryNotFound(params.id)
    return [200, { id: params.id }]
  })
}

import { approveMemory, getMemory, rejectMemory } from '../memory/index.ts'
import { decideMemory as route } from './contract/memories.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/memories/:id/decision`: agrees to a proposed memory, or does not. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, body, at }) => {
    const { approve, reason } = body
    await (approve ? approveMemory : rejectMemory)(sql, { user_id, id: params.id, reason, at })
    return [200, await getMemory(sql, { user_id, id: params.id })]
  })
}

import { cancelRun as route } from './contract/runs.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { cancelRun, showRun } from './runs/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/runs/:id/cancel`: cancels a run. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async (operation) => {
    const { sql, user_id, params, body } = operation
    return [200, await showRun(sql, await cancelRun(operation, { user_id, run_id: params.id, reason: body.reason }))]
  })
}

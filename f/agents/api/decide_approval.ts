import { decideApproval as route } from './contract/runs.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { decideApproval } from './runs/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/runs/:id/approvals/:key`: answers a run that asks a person. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async (operation) => {
    const { user_id, params, body } = operation
    return [200, await decideApproval(operation, { user_id, run_id: params.id, key: params.key, ...body })]
  })
}

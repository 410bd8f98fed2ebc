import { getRun as route } from './contract/runs.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { endWithJob, findRun, showRun } from './runs/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/runs/:id`: reads a run. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async (operation) => {
    const { sql, user_id, params } = operation
    const run = await findRun(sql, { user_id, run_id: params.id })
    return [200, await showRun(sql, await endWithJob(operation, run))]
  })
}

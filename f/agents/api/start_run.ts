import { startRun as route } from './contract/runs.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { awaitRun, showRun, startRun } from './runs/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/agents/:id/runs`: runs an agent. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async (operation) => {
    const { sql, user_id, params, body, idempotency_key, new_id, windmill, at } = operation
    const { input, version, session_id = new_id(), history = [] } = body
    const key = idempotency_key ?? new_id()
    const run = { user_id, agent: params.id, version, input, session_id, history, key, at }
    const started = await startRun(sql, windmill, run)
    if (!body.wait) return [201, started]
    return [200, await showRun(sql, await awaitRun(operation, { user_id, run_id: started.run_id }))]
  })
}

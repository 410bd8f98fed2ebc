import { listEvents } from '../../lib/store/index.ts'
import { listEvents as route } from './contract/runs.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { findRun } from './runs/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/runs/:id/events`: reads what happened in a run. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, query }) => {
    const { id } = await findRun(sql, { user_id, run_id: params.id })
    const events = await listEvents(sql, id, query.since, query.limit)
    return [200, { events, next: events.at(-1)?.seq ?? query.since }]
  })
}

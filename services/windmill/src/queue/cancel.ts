import type { JsonObject } from '../shared/json.ts'
import type { System } from '../shared/system.ts'
import { jobs, type Store } from '../store/index.ts'
import { endJob } from './end.ts'
import type { QueueEvents } from './events.ts'

/** The result of a job that somebody cancelled, as Windmill words it (case `cancel/running`). */
export function canceledResult(by: string, reason: string | null): JsonObject {
  return {
    error: {
      name: 'Canceled',
      message: `Job canceled: ${reason ?? 'no reason given'} by ${by}`,
      reason: reason ?? 'no reason given',
      canceler: by,
    },
  }
}

/**
 * Cancels a job and every unfinished job below it. Processes are told to stop by the event `stop`, and their jobs end
 * when they have; jobs without a process end here, the lowest first, so that no parent goes on with a child's end.
 */
export function cancelJob(
  store: Store,
  system: System,
  events: QueueEvents,
  id: string,
  by: string,
  reason: string | null,
): boolean {
  const { connection } = store
  const below = jobs.unfinishedDescendants.all(connection, { id }).map((row) => row.id)
  const marked = store.transaction(() =>
    [id, ...below].filter((each) => jobs.markCanceled.run(connection, { id: each, by, reason }) > 0),
  )
  for (const each of marked.reverse()) {
    const job = jobs.getJob.one(connection, { id: each })
    if (!job || job.completed_at !== null) continue
    if (job.running && job.flow_status === null) events.emit('stop', each)
    else endJob(store, system, events, each, { success: false, result: canceledResult(by, reason) })
  }
  return marked.length > 0
}

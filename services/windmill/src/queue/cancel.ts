import { isFlowKind, type JobEnd } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import { jobs, type Store } from '../store/index.ts'
import type { QueueEvents } from './events.ts'

/** The result of a job that somebody cancelled, as Windmill words it (case `cancel/running`). */
export function canceledResult(by: string, reason: string | null): JsonObject {
  const why = reason ?? 'no reason given'
  return { error: { name: 'Canceled', message: `Job canceled: ${why} by ${by}`, reason: why, canceler: by } }
}

/**
 * Cancels a job and every unfinished job below it. A job with a process is told to stop by the event `stop` and ends
 * when its process has; the others end here, the uppermost first, so that no flow goes on with the end of its child.
 */
export function cancelJob(
  store: Store,
  events: QueueEvents,
  end: (id: string, end: JobEnd) => boolean,
  id: string,
  by: string,
  reason: string | null,
): boolean {
  const { connection } = store
  return store.transaction(() => {
    const below = jobs.unfinishedDescendants.all(connection, { id }).map((row) => row.id)
    const marked = [id, ...below].filter((each) => jobs.markCanceled.run(connection, { id: each, by, reason }) > 0)
    for (const each of marked) {
      const job = jobs.getJob.one(connection, { id: each })
      if (!job || job.completed_at !== null) continue
      if (job.running && !isFlowKind(job.kind)) store.afterCommit(() => events.emit('stop', each))
      else end(each, { success: false, result: canceledResult(by, reason) })
    }
    return marked.length > 0
  })
}

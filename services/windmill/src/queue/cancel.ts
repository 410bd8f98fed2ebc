import { isFlowKind, type Job, type JobEnd } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import { jobs, type Store } from '../store/index.ts'
import type { QueueEvents } from './events.ts'

/** Ends a flow whose cancellation `by` somebody has been noted. It runs in the transaction of the cancellation. */
export type CancelFlowHook = (flow: Job, by: string, reason: string | null) => void

/** What of the queue it takes to cancel a job. */
interface Ending {
  events: QueueEvents
  onCancelFlow?: CancelFlowHook
  end(id: string, end: JobEnd): boolean
}

/** The result of a job that somebody cancelled, as Windmill words it (case `cancel/running`). */
export function canceledResult(by: string, reason: string | null): JsonObject {
  const why = reason ?? 'no reason given'
  return { error: { name: 'Canceled', message: `Job canceled: ${why} by ${by}`, reason: why, canceler: by } }
}

/**
 * Cancels a job and every unfinished job below it; false when there was nothing to cancel. A job with a process is told
 * to stop by the event `stop` and ends when its process has; the others end here, the uppermost first, so that no flow
 * goes on with the end of its child.
 */
export function cancelJob(store: Store, queue: Ending, id: string, by: string, reason: string | null): boolean {
  const { connection } = store
  return store.transaction(() => {
    if (jobs.markCanceled.run(connection, { id, by, reason }) === 0) return false
    const job = jobs.getJob.one(connection, { id })!
    const below = jobs.unfinishedDescendants.all(connection, { id })
    if (isFlowKind(job.kind) && queue.onCancelFlow) queue.onCancelFlow(job, by, reason)
    else if (job.running) store.afterCommit(() => queue.events.emit('stop', id))
    else queue.end(id, { success: false, result: canceledResult(by, reason) })
    for (const child of below) cancelJob(store, queue, child.id, by, reason)
    return true
  })
}

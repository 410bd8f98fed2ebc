/**
 * The queue of jobs.
 *
 * A job waits (in `job_queue`, not running), runs once it is claimed, and ends (in `job_completed`, no longer in
 * `job_queue`). A job that waits for people or for a time is suspended: it stays in the queue, is not running, and is
 * not claimed until `resume` or its `suspend_until`. Each move is one statement or one transaction, and moves only a
 * job that is still where the move starts from; so a move that is made twice, or too late, does nothing.
 */

import type { Job, JobEnd, NewJob } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import type { FlowStatus } from '../shared/openflow.ts'
import type { System } from '../shared/system.ts'
import { jobs, type Store } from '../store/index.ts'
import { type CancelFlowHook, cancelJob } from './cancel.ts'
import { type EndHook, endJob } from './end.ts'
import { createQueueEvents, type QueueEvents } from './events.ts'
import { pushJob } from './push.ts'

export { canceledResult } from './cancel.ts'
export type { QueueEvents } from './events.ts'

export interface Queue {
  readonly events: QueueEvents
  /** What is to happen in the same transaction as each end of a job: whoever drives flows sets it. */
  onEnd?: EndHook
  /** Ends a flow that somebody cancelled, and what is below it: whoever drives flows sets it. */
  onCancelFlow?: CancelFlowHook
  /** Adds a job; answers its id. */
  push(job: NewJob): string
  /** Takes up to `limit` jobs whose time has come; each is claimed once. */
  claim(limit: number): Job[]
  /** Records the end of a job; false when it had ended before. */
  end(id: string, end: JobEnd): boolean
  /**
   * Asks a job and all below it to end. What runs is told to stop, what waits ends at once. Answers whether there was
   * anything to cancel. `by` and `reason` appear in the result.
   */
  cancel(id: string, by: string, reason: string | null): boolean
  get(id: string): Job | undefined
  saveFlowStatus(id: string, status: FlowStatus): void
  saveWorkflowStatus(id: string, status: JsonObject): void
  /** Waits for `events` answers until `until` (milliseconds). */
  suspend(id: string, events: number, until: number): void
  /** Waits no more; `running` says whether the job goes on at once (a flow) or is to be claimed again (a workflow). */
  unsuspend(id: string, running: boolean): void
  /** Suspended jobs that have waited long enough. */
  overdue(): string[]
  /** Milliseconds until something is due, jobs to claim among it where `toClaim`; undefined when nothing waits. */
  untilNextDue(toClaim: boolean): number | undefined
  log(id: string, text: string): void
  stream(id: string, text: string): void
  /** Resolves when the job has ended, at once if it has; rejects when `signal` aborts. */
  whenEnded(id: string, signal?: AbortSignal): Promise<void>
}

/** The queue over a store. */
export function createQueue(store: Store, system: System): Queue {
  const events = createQueueEvents()
  const { connection } = store
  const get = (id: string) => jobs.getJob.one(connection, { id })
  const changed = (id: string) => store.afterCommit(() => events.emit('changed', id))
  const ready = () => store.afterCommit(() => events.emit('ready'))
  const queue: Queue = {
    events,
    get,
    push: (job) => pushJob(store, system, events, job),
    claim: (limit) => {
      const claimed = jobs.claimJobs.all(connection, { now: system.now(), limit })
      const found = claimed.map(({ id }) => get(id)).filter((job) => job !== undefined)
      for (const job of found) {
        events.emit('changed', job.id)
        if (job.trigger_kind === 'schedule') events.emit('tick_begun', job)
      }
      return found
    },
    end: (id, end) => endJob(store, system, events, queue.onEnd, id, end),
    cancel: (id, by, reason) => cancelJob(store, queue, id, by, reason),
    saveFlowStatus: (id, flow_status) => {
      jobs.saveFlowStatus.run(connection, { id, flow_status })
      changed(id)
    },
    saveWorkflowStatus: (id, workflow_as_code_status) => {
      jobs.saveWorkflowStatus.run(connection, { id, workflow_as_code_status })
      changed(id)
    },
    suspend: (id, suspend, until) => {
      jobs.suspendJob.run(connection, { id, suspend, until })
      changed(id)
      ready()
    },
    unsuspend: (id, running) => {
      jobs.unsuspendJob.run(connection, { id, running })
      ready()
    },
    overdue: () => jobs.overdueSuspended.all(connection, { now: system.now() }).map(({ id }) => id),
    untilNextDue: (to_claim) => {
      const due = jobs.nextDue.one(connection, { to_claim })?.due
      return due === null || due === undefined ? undefined : Math.max(0, due - system.now())
    },
    log: (job_id, text) => {
      jobs.appendLog.run(connection, { job_id, text })
      changed(job_id)
    },
    stream: (job_id, text) => {
      jobs.appendStream.run(connection, { job_id, text })
      changed(job_id)
    },
    whenEnded: (id, signal) => whenEnded(events, get, id, signal),
  }
  return queue
}

function whenEnded(
  events: QueueEvents,
  get: (id: string) => Job | undefined,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopListening = () => {
      events.off('ended', onEnd)
      signal?.removeEventListener('abort', onAbort)
    }
    const onEnd = (ended: Job) => {
      if (ended.id !== id) return
      stopListening()
      resolve()
    }
    const onAbort = () => {
      stopListening()
      reject(signal?.reason)
    }
    if (get(id)?.completed_at != null) return resolve()
    if (signal?.aborted) return reject(signal.reason)
    events.on('ended', onEnd)
    signal?.addEventListener('abort', onAbort)
  })
}

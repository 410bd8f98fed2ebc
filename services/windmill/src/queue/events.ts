import { EventEmitter } from 'node:events'
import type { Job, JobEnd } from '../shared/job.ts'

/** What the queue tells the rest of the process. */
interface QueueEventMap {
  /** There may be something to claim. */
  ready: []
  /** A job has changed: its log, stream, status or end. */
  changed: [jobId: string]
  /** A job has ended. */
  ended: [job: Job]
  /** Somebody has answered a suspended flow or workflow; the answer is in the store. */
  resumed: [flowId: string]
  /** The job of a schedule has been claimed, or has ended: its next may be due to be queued. */
  tick_begun: [job: Job]
  tick_ended: [job: Job]
  /** The job of a schedule ends; who listens is part of the transaction of that end. */
  tick_ending: [job: Job, end: JobEnd]
  /** A running job is to be stopped. */
  stop: [jobId: string]
}

export type QueueEvents = EventEmitter<QueueEventMap>

/** Events that any number may listen to. */
export function createQueueEvents(): QueueEvents {
  const events: QueueEvents = new EventEmitter<QueueEventMap>()
  // Every waiting request listens; there is no leak to warn of.
  events.setMaxListeners(0)
  return events
}

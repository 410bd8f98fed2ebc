import type { JobEnd } from '../shared/job.ts'
import type { System } from '../shared/system.ts'
import { jobs, type Store } from '../store/index.ts'
import type { QueueEvents } from './events.ts'

/** Moves a job from the queue to what has ended. A job ends once: false when it had ended before, or never was. */
export function endJob(store: Store, system: System, events: QueueEvents, id: string, end: JobEnd): boolean {
  const ended = store.transaction(() => {
    const changes = jobs.completeJob.run(store.connection, {
      id,
      success: end.success,
      result: end.result,
      now: system.now(),
      is_skipped: end.is_skipped ?? false,
      canceled_by: end.canceled_by,
      canceled_reason: end.canceled_reason,
      mem_peak: end.mem_peak,
    })
    if (changes > 0) jobs.deleteQueued.run(store.connection, { id })
    return changes > 0
  })
  if (ended) {
    events.emit('changed', id)
    events.emit('ended', id)
  }
  return ended
}

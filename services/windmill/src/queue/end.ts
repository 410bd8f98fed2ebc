import type { Job, JobEnd } from '../shared/job.ts'
import { isJsonObject, type Json } from '../shared/json.ts'
import type { System } from '../shared/system.ts'
import { jobs, type Store } from '../store/index.ts'
import type { QueueEvents } from './events.ts'

/** What is to happen together with the end of a job: its flow goes on. It runs in the transaction of the end. */
export type EndHook = (job: Job, end: JobEnd) => void

/** Moves a job from the queue to what has ended. A job ends once: false when it had ended before, or never was. */
export function endJob(
  store: Store,
  system: System,
  events: QueueEvents,
  hook: EndHook | undefined,
  id: string,
  end: JobEnd,
): boolean {
  return store.transaction(() => {
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
    if (changes === 0) return false
    jobs.deleteQueued.run(store.connection, { id })
    const labels = labelsIn(end.result)
    if (labels.length > 0) jobs.addLabels.run(store.connection, { id, labels })
    const job = jobs.getJob.one(store.connection, { id })!
    store.afterCommit(() => {
      events.emit('changed', id)
      events.emit('ended', job)
    })
    if (job.trigger_kind === 'schedule') {
      events.emit('tick_ending', job, end)
      store.afterCommit(() => events.emit('tick_ended', job))
    }
    hook?.(job, end)
    return true
  })
}

/** The labels that a result gives its job: the texts of its `wm_labels`, by which runs are found (Windmill since 1.316). */
function labelsIn(result: Json): string[] {
  const labels = isJsonObject(result) ? result.wm_labels : undefined
  return Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : []
}

/**
 * Schedules: for each one that is on, one job waits in the queue for its next time. When a flow's job begins, or a
 * script's has ended, the next one is queued. (With `no_flow_overlap`, a flow's job that finds another running ends at
 * once: see the worker's `flow/overlap.ts`.)
 */
import { changesOf } from '../deploy/index.ts'
import { isFlowKind, type Job, type JobEnd } from '../shared/job.ts'
import { jobs, schedules } from '../store/index.ts'
import { queueHandlers } from './handlers.ts'
import { dropWaiting, queueNext, type ScheduleContext } from './queue-next.ts'

export { checkTiming, nextOccurrence, nextOccurrences, type Timing } from './occurrence.ts'

/** Follows changes of schedules and ends of their jobs until it is stopped; at the start it queues what is missing. */
export function startSchedules(context: ScheduleContext): { stop(): void } {
  const { store, queue } = context
  const changes = changesOf(store)

  const onChange = (workspaceId: string, path: string) => {
    dropWaiting(context, workspaceId, path)
    queueNext(context, workspaceId, path, 'change')
  }
  const onBegun = (job: Job) => {
    if (isTick(job) && isFlowKind(job.kind)) queueNext(context, job.workspace_id, job.trigger_path!, 'run')
  }
  const onEnded = (job: Job) => {
    if (isTick(job)) queueNext(context, job.workspace_id, job.trigger_path!, 'run')
  }

  const onEnding = (job: Job, end: JobEnd) => {
    if (context.beyond && isTick(job)) queueHandlers(context, job, end)
  }

  changes.on('schedule', onChange)
  queue.events.on('tick_begun', onBegun)
  queue.events.on('tick_ending', onEnding)
  queue.events.on('tick_ended', onEnded)
  // A server that ended between a job and its next leaves a schedule without one.
  for (const { workspace_id, path, is_flow } of schedules.allEnabledSchedules.all(store.connection, undefined)) {
    if (!is_flow && hasUnfinished(context, workspace_id, path)) continue
    queueNext(context, workspace_id, path, 'change')
  }
  return {
    stop: () => {
      changes.off('schedule', onChange)
      queue.events.off('tick_begun', onBegun)
      queue.events.off('tick_ending', onEnding)
      queue.events.off('tick_ended', onEnded)
    },
  }
}

const isTick = (job: Job): boolean =>
  job.trigger_kind === 'schedule' && job.trigger_path !== null && job.parent_job === null

const hasUnfinished = ({ store }: ScheduleContext, workspace_id: string, path: string): boolean =>
  jobs.unfinishedTicks.one(store.connection, { workspace_id, path }) !== undefined

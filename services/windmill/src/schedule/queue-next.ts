import { initialStatus } from '../flow/index.ts'
import type { Queue } from '../queue/index.ts'
import { deployedJob } from '../runnable/index.ts'
import { WindmillError } from '../shared/errors.ts'
import type { NewJob } from '../shared/job.ts'
import type { System } from '../shared/system.ts'
import { jobs, type Store, schedules } from '../store/index.ts'
import { nextOccurrence } from './occurrence.ts'

export interface ScheduleContext {
  store: Store
  queue: Queue
  system: System
  /** Handlers of failure, recovery and success are run, as a free Windmill does not (`--beyond`). */
  beyond?: boolean
}

/** Takes the job back that waits for a schedule's next time. */
export function dropWaiting({ store }: ScheduleContext, workspace_id: string, path: string): void {
  for (const { id } of jobs.waitingTicks.all(store.connection, { workspace_id, path })) {
    jobs.deleteJob.run(store.connection, { id })
  }
}

/**
 * Queues a schedule's job for its next time, as Windmill does: one job waits at a time, and the next time is reckoned
 * from now, so what a slow run outlasts is left out. Does nothing for a schedule that is off, gone, or has a job
 * waiting. A schedule whose script or flow is gone notes that as its error.
 */
export function queueNext(context: ScheduleContext, workspace_id: string, path: string): void {
  const { store, queue, system } = context
  const { connection } = store
  const schedule = schedules.getSchedule.one(connection, { workspace_id, path })
  if (!schedule?.enabled || jobs.waitingTicks.one(connection, { workspace_id, path })) return
  const due = nextOccurrence(schedule, Math.max(system.now(), schedule.paused_until ?? 0))
  if (due === undefined) return
  const target = schedule.is_flow
    ? { flow: { path: schedule.script_path } }
    : { script: { path: schedule.script_path } }
  const caller = {
    created_by: `schedule-${path.replaceAll('/', '-')}`,
    permissioned_as: schedule.permissioned_as,
    email: schedule.email,
  }
  let job: NewJob
  try {
    job = deployedJob(store, workspace_id, target, { caller, args: () => schedule.args ?? {} })
  } catch (error) {
    if (!(error instanceof WindmillError)) throw error
    schedules.setScheduleError.run(connection, { workspace_id, path, error: error.text })
    return
  }
  schedules.setScheduleError.run(connection, { workspace_id, path, error: null })
  const tag = typeof schedule.options.tag === 'string' ? schedule.options.tag : job.tag
  queue.push({
    ...withRetry(job, schedule.options.retry),
    tag,
    scheduled_for: due,
    trigger_kind: 'schedule',
    trigger_path: path,
    options: { ...job.options, schedule_tick: due },
  })
}

/** A script that is to be retried runs as a flow of one step, which is what Windmill makes of it. */
function withRetry(job: NewJob, retry: unknown): NewJob {
  if (job.kind !== 'script' || typeof retry !== 'object' || retry === null) return job
  const input_transforms = Object.fromEntries(
    Object.keys(job.args).map((name) => [
      name,
      { type: 'javascript' as const, expr: `flow_input[${JSON.stringify(name)}]` },
    ]),
  )
  const raw_flow = {
    modules: [{ id: 'a', value: { type: 'script' as const, path: job.script_path!, input_transforms }, retry }],
  }
  return { ...job, kind: 'singlestepflow', script_hash: undefined, raw_flow, flow_status: initialStatus(raw_flow) }
}

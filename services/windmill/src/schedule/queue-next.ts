import type { Queue } from '../queue/index.ts'
import { deployedJob, singleStepFlow } from '../runnable/index.ts'
import { WindmillError } from '../shared/errors.ts'
import type { NewJob } from '../shared/job.ts'
import type { Json } from '../shared/json.ts'
import type { FlowModule } from '../shared/openflow.ts'
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
 * waiting. A schedule whose script or flow is not there notes that as its error; after a run it is switched off too, as
 * in Windmill (`try_schedule_next_job`, windmill#7825). After a change it is not: a repository is pushed in no
 * particular order.
 */
export function queueNext(context: ScheduleContext, workspace_id: string, path: string, after: 'run' | 'change'): void {
  const { store, queue, system } = context
  const { connection } = store
  const schedule = schedules.getSchedule.one(connection, { workspace_id, path })
  if (!schedule?.enabled || jobs.waitingTicks.one(connection, { workspace_id, path })) return
  const { dynamic_skip, retry, cron_version } = schedule.options
  const due = nextOccurrence({ ...schedule, cron_version }, Math.max(system.now(), schedule.paused_until ?? 0))
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
    const note = after === 'run' ? schedules.disableSchedule : schedules.setScheduleError
    note.run(connection, { workspace_id, path, error: error.text })
    return
  }
  schedules.setScheduleError.run(connection, { workspace_id, path, error: null })
  const tag = typeof schedule.options.tag === 'string' ? schedule.options.tag : job.tag
  queue.push({
    ...singleStepFlow(store, job, { retry: schedule.is_flow ? undefined : retry, before: skipStep(dynamic_skip, due) }),
    tag,
    scheduled_for: due,
    trigger_kind: 'schedule',
    trigger_path: path,
    options: { ...job.options, schedule_tick: due },
  })
}

/**
 * The step before a schedule's script or flow that says whether it is to run: a script, which gets the time that it is
 * for and has to answer `true` (`push_scheduled_job` of Windmill).
 */
function skipStep(path: Json | undefined, due: number): FlowModule | undefined {
  if (typeof path !== 'string' || path === '') return undefined
  const scheduled_for = new Date(due).toISOString().replace('.000Z', '+00:00')
  return {
    id: 'skip_handler',
    value: { type: 'script', path, input_transforms: { scheduled_for: { type: 'static', value: scheduled_for } } },
    stop_after_if: { expr: 'result !== true', skip_if_stopped: true },
  }
}

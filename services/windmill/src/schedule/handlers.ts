/**
 * What is run when a schedule's job has ended, with `--beyond` only: a free Windmill keeps these settings and heeds none
 * of them. Names, conditions and arguments are those of Windmill 1.4xx, the last whose source shows them.
 *
 * - `on_failure`: the job failed, and the `on_failure_times` - 1 before it did too (with `on_failure_exact`, and the one
 *   before those did not).
 * - `on_recovery`: the job succeeded, as did the `on_recovery_times` - 1 before it, and the one before those failed.
 * - `on_success`: the job succeeded.
 */
import { deployedJob } from '../runnable/index.ts'
import { badRequest, WindmillError } from '../shared/errors.ts'
import type { Job, JobEnd } from '../shared/job.ts'
import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'
import { toTimestamp } from '../shared/system.ts'
import { jobs, schedules } from '../store/index.ts'
import type { ScheduleContext } from './queue-next.ts'

/** As whom handlers run. */
const GROUP = 'g/error_handler'
const ON_FAILURE = 'schedule_error_handler'
const ON_END_OF_FAILURE = 'schedule_recovery_handler'

type Ended = Pick<Job, 'result' | 'started_at' | 'success'>

/**
 * Queues the handlers that the end of a schedule's job asks for; to be called in the transaction of that end, so that a
 * job which has ended has its handlers. That a handler is not there stands in the log of the job that asked for it.
 */
export function queueHandlers(context: ScheduleContext, job: Job, { success, result }: JobEnd): void {
  const { connection } = context.store
  const key = { workspace_id: job.workspace_id, path: job.trigger_path! }
  const schedule = schedules.getSchedule.one(connection, key)
  if (!schedule) return
  const { options } = schedule
  const before = (limit: number): Ended[] =>
    jobs.endedTicks.all(connection, { ...key, script_path: job.script_path, id: job.id, limit })
  const about: JsonObject = { schedule_path: key.path, path: schedule.script_path, is_flow: schedule.is_flow }
  const started_at = timeOf(job.started_at)
  const queue = (name: 'on_failure' | 'on_recovery' | 'on_success', created_by: string, args: JsonObject) => {
    const extra = options[`${name}_extra_args`]
    const given = { ...args, ...(isJsonObject(extra) ? extra : {}) }
    try {
      queueHandler(context, job, { runnable: String(options[name]), created_by, args: given })
    } catch (error) {
      if (!(error instanceof WindmillError)) throw error
      context.queue.log(job.id, `${name} could not be run: ${error.text}\n`)
    }
  }

  if (!success) {
    const times = timesOf(options.on_failure_times)
    if (!options.on_failure || !isNthFailure(before, times, options.on_failure_exact === true)) return
    const { workspace_id, id: job_id } = job
    const more = { workspace_id, job_id, started_at, email: schedule.email, failed_times: times }
    queue('on_failure', ON_FAILURE, { ...asArgs(result), ...about, ...more })
    return
  }
  if (options.on_success) {
    queue('on_success', ON_END_OF_FAILURE, { ...about, success_result: result, success_started_at: started_at })
  }
  const times = timesOf(options.on_recovery_times)
  const failed = options.on_recovery ? failureBefore(before, times) : undefined
  if (!failed) return
  queue('on_recovery', ON_END_OF_FAILURE, {
    ...(isJsonObject(failed.result) ? failed.result : {}),
    ...about,
    error_started_at: timeOf(failed.started_at),
    success_result: result,
    success_times: times,
    success_started_at: started_at,
  })
}

/** Whether a failure is at least the `times`-th in a row; with `exact` the one before them must have succeeded. */
function isNthFailure(before: (limit: number) => Ended[], times: number, exact: boolean): boolean {
  if (times === 1 && !exact) return true
  const ended = before(exact ? times : times - 1)
  if (ended.length < (exact ? times : times - 1)) return false
  return ended.slice(0, times - 1).every((job) => !job.success) && (!exact || ended[times - 1]!.success === true)
}

/** The failure that `times` successes in a row have followed; undefined when there is none. */
function failureBefore(before: (limit: number) => Ended[], times: number): Ended | undefined {
  const ended = before(times)
  const failed = ended[times - 1]
  return failed && !failed.success && ended.slice(0, times - 1).every((job) => job.success) ? failed : undefined
}

interface Handler {
  /** `script/f/team/notify` or `flow/f/team/notify`. */
  runnable: string
  created_by: string
  args: JsonObject
}

function queueHandler({ store, queue }: ScheduleContext, job: Job, { runnable, created_by, args }: Handler): void {
  const [, kind, path] = /^(script|flow)\/(.+)$/.exec(runnable) ?? []
  if (!path) throw badRequest(`"${runnable}" is no handler: it reads script/<path> or flow/<path>`)
  const target = kind === 'flow' ? { flow: { path } } : { script: { path } }
  const caller = { created_by, permissioned_as: GROUP, email: `${created_by}@windmill.dev` }
  const made = deployedJob(store, job.workspace_id, target, { caller, args: () => args })
  queue.push({ ...made, parent_job: job.id, root_job: job.id, priority: job.priority ?? undefined })
}

const timesOf = (value: Json | undefined): number => (typeof value === 'number' && value > 1 ? value : 1)

const timeOf = (milliseconds: number | null): Json => (milliseconds === null ? null : toTimestamp(milliseconds))

/** A failed job's result is `{error}`; its handler gets `error` as an argument. */
const asArgs = (result: Json): JsonObject => (isJsonObject(result) ? result : { error: result })

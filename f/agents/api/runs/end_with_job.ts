import type { Clock } from '../../../lib/clock.ts'
import { CodedError, type ErrorRecord, toErrorRecord } from '../../../lib/errors.ts'
import { pushEvents } from '../../../lib/events.ts'
import { workspaceHub } from '../../../lib/hub.ts'
import type { Sql } from '../../../lib/store/index.ts'
import { closeRunsBelow } from '../../store/close_runs.ts'
import { type EndedRun, endRun } from '../../store/end_run.ts'
import { type AgentRun, getRun, isOpen } from '../../store/runs.ts'
import type { WindmillAs } from '../lib/index.ts'

/** What it takes to end a run from outside of its job. */
export interface RunServices {
  sql: Sql
  clock: Clock
  windmill: WindmillAs
}

/** The job of an outermost run; one that the API started has the run's id. */
export const jobOf = (run: AgentRun): string => run.job_id ?? run.id

/**
 * The run as it is: one whose job has ended without ending it (somebody cancelled the job in Windmill, or its time was
 * over) is ended now as its job was, so that no run goes on for ever in the table alone.
 */
export async function endWithJob(services: RunServices, run: AgentRun): Promise<AgentRun> {
  if (!isOpen(run) || run.parent_run_id !== null) return run
  const path = `jobs_u/completed/get_result_maybe/${jobOf(run)}`
  const job = (await services.windmill.get(path)) as { completed?: boolean; result?: unknown } | undefined
  if (!job?.completed) return run
  const now = await getRun(services.sql, run.id)
  if (!now || !isOpen(now)) return now ?? run
  const { name } = ((job.result as { error?: { name?: string } } | null)?.error ?? {}) as { name?: string }
  const { message } = toErrorRecord({ result: job.result, message: 'The job ended without ending the run.' })
  const status = name === 'Canceled' ? 'cancelled' : 'failed'
  await endFromOutside(services, run, status, { code: 'JOB_ENDED', message, details: { job_id: jobOf(run) } })
  return (await getRun(services.sql, run.id))!
}

/** The error when a run that has ended is to be changed. */
export const runEnded = ({ id, status }: Pick<AgentRun, 'id' | 'status'>): CodedError =>
  new CodedError('RUN_ENDED', `The run ${id} is ${status} already.`, { status })

/** Ends a run and all open ones below it, and tells its followers. Answers it as it has ended, maybe before. */
export async function endFromOutside(
  { sql, clock }: RunServices,
  run: AgentRun,
  status: 'cancelled' | 'failed',
  error: ErrorRecord,
): Promise<EndedRun> {
  const at = new Date(clock.now()).toISOString()
  const { id: run_id, user_id, session_id } = run
  const ended = (await endRun(sql, run_id, { status, output: null, error, message: error.message }, at))!
  if (ended.status === status) await closeRunsBelow(sql, run_id, { error, at })
  await pushEvents(workspaceHub(), { run_id, user_id, session_id }, ended.events)
  return ended
}

import { realClock } from '../lib/clock.ts'
import { createReporter, type Reporter, type Run } from '../lib/events.ts'
import { workspaceHub } from '../lib/hub.ts'
import { jobUser } from '../lib/job_user.ts'
import { dataTable } from '../lib/store/index.ts'

/**
 * The run of a task: its id is the task's. Who starts a task without saying for whom follows it as the Windmill user,
 * in a session of its own. A step of a flow without a task's id belongs to the flow's run.
 */
export function taskRun(
  given: { task_id?: string | null; user_id?: string | null; session_id?: string | null },
  env: NodeJS.ProcessEnv = process.env,
): Run {
  const run_id = given.task_id || env.WM_FLOW_JOB_ID || env.WM_JOB_ID || 'local'
  return { run_id, user_id: given.user_id || jobUser(env), session_id: given.session_id || run_id }
}

/** A run as an argument brings it, from a job that a run started; undefined when there is none. */
export function runOfArgument(value: unknown): Run | undefined {
  const { run_id, user_id, session_id } = (value ?? {}) as Partial<Record<keyof Run, unknown>>
  if (typeof run_id !== 'string' || typeof user_id !== 'string' || typeof session_id !== 'string') return undefined
  return { run_id, user_id, session_id }
}

/** What reports events of a run from a job; without a run there is nobody to report to. */
export function reporterOf(run: Run | undefined): Reporter {
  if (!run) return async () => []
  return createReporter({ sql: dataTable(), hub: workspaceHub(), clock: realClock }, run)
}

/** The name of this job's place in its run, for keys: the same when Windmill runs the job again. */
export function placeOfJob(env: NodeJS.ProcessEnv = process.env): string {
  return env.WM_FLOW_STEP_ID ? `${env.WM_FLOW_JOB_ID}/${env.WM_FLOW_STEP_ID}` : `${env.WM_JOB_ID}`
}

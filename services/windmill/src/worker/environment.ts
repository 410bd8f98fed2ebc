import type { Job } from '../shared/job.ts'

/** What of a job's surroundings its environment tells. */
export interface Surroundings {
  token: string
  baseUrl: string
  username: string
  /** The path of the flow that the job is a step of. */
  flowPath?: string
  /** The outermost flow. */
  rootFlow?: string
}

/**
 * The environment of a job, as Windmill gives it to Bun (seen of Windmill 1.788; cases `script/env`, `flow/env`):
 * what does not apply is an empty string, `BASE_INTERNAL_URL` is not set, and nothing of the operator's is passed on.
 */
export function jobEnvironment(job: Job, around: Surroundings): Record<string, string> {
  const isStep = job.flow_step_id !== null
  const path = jobPath(job, around)
  return {
    BASE_URL: around.baseUrl.replace('//localhost', '//127.0.0.1'),
    WM_BASE_URL: around.baseUrl,
    WM_TOKEN: around.token,
    WM_WORKSPACE: job.workspace_id,
    WM_EMAIL: job.email,
    WM_USERNAME: around.username,
    WM_END_USER_EMAIL: job.options.end_user_email ?? '',
    WM_PERMISSIONED_AS: job.permissioned_as,
    WM_JOB_ID: job.id,
    WM_JOB_PATH: path,
    WM_RUNNABLE_ID: job.script_hash ?? '',
    WM_TESTED_RUNNABLE: '',
    WM_WORKER_GROUP: 'default',
    WM_FLOW_JOB_ID: isStep ? (job.parent_job ?? '') : '',
    WM_ROOT_FLOW_JOB_ID: isStep ? (around.rootFlow ?? '') : '',
    WM_ROOT_JOB_ID: job.root_job ?? job.id,
    WM_FLOW_PATH: isStep ? (around.flowPath ?? '') : '',
    WM_FLOW_STEP_ID: job.flow_step_id ?? '',
    WM_SCHEDULE_PATH: job.trigger_kind === 'schedule' ? (job.trigger_path ?? '') : '',
    WM_SCHEDULED_FOR: job.options.schedule_tick ? new Date(job.options.schedule_tick).toISOString() : '',
    WM_STATE_PATH: statePath(job, around),
    WM_OBJECT_PATH: `${path || 'tmp'}/${job.id}`,
  }
}

/** A step of a flow has the flow's path and its own id behind it; a preview without a path has none. */
function jobPath(job: Job, around: Surroundings): string {
  if (job.script_path) return job.script_path
  return job.flow_step_id && around.flowPath ? `${around.flowPath}/${job.flow_step_id}` : ''
}

/** Where `getState` and `setState` of the client keep what a script remembers from run to run. */
function statePath(job: Job, around: Surroundings): string {
  const user = job.trigger_kind === 'schedule' ? around.username : 'user'
  if (job.flow_step_id && around.flowPath) return `${around.flowPath}/${job.flow_step_id}_${user}`
  return job.script_path ? `${job.script_path}/${user}` : `u/${around.username}/tmp_state`
}

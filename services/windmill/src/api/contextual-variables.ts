import type { Member } from '../auth/index.ts'

/** A variable of a job's environment, as the list of them shows it. */
interface ContextualVariable {
  name: string
  value: string
  description: string
  is_custom: boolean
}

const JOB = '017e0ad5-f499-73b6-5488-92a61c5196dd'
const FLOW_JOB = '017e0ad5-f499-73b6-5488-92a61c5196dc'

/**
 * The variables that a job of this member finds in its environment (`variables/list_contextual`), with what they would
 * hold: true values where they are known before there is a job, else an example. The token is a made-up one.
 */
export function contextualVariables(member: Member, baseUrl: string): ContextualVariable[] {
  const { workspace_id, email, username } = member
  const path = `u/${username}/my_script`
  const rows: [name: string, value: string, description: string][] = [
    ['WM_WORKSPACE', workspace_id, 'The id of the workspace'],
    ['WM_TOKEN', 'the-token-of-the-job', 'A token of whom the job runs as, which ends with the job'],
    ['WM_EMAIL', email, 'The e-mail of whom the job runs as'],
    ['WM_USERNAME', username, 'The user who started the job'],
    ['WM_PERMISSIONED_AS', `u/${username}`, 'Whose rights the job has: a user (u/…) or a group (g/…)'],
    ['WM_END_USER_EMAIL', email, 'The e-mail of who clicked, in jobs of an app'],
    ['WM_BASE_URL', baseUrl, 'Where the server is reached'],
    ['WM_JOB_ID', JOB, 'The id of the job'],
    ['WM_JOB_PATH', path, 'The path of the script or flow that runs'],
    ['WM_RUNNABLE_ID', '0000000000000000', 'The hash of the script, or the version of the flow'],
    ['WM_FLOW_JOB_ID', FLOW_JOB, 'The job of the flow that the job is a step of'],
    ['WM_ROOT_FLOW_JOB_ID', FLOW_JOB, 'The job of the outermost flow'],
    ['WM_ROOT_JOB_ID', FLOW_JOB, 'The first job of the tree that the job belongs to'],
    ['WM_FLOW_PATH', `u/${username}/my_flow`, 'The path of the flow that the job is a step of'],
    ['WM_FLOW_STEP_ID', 'a', 'The id of the step'],
    ['WM_SCHEDULE_PATH', `u/${username}/my_schedule`, 'The schedule that started the job'],
    ['WM_SCHEDULED_FOR', '2026-01-01T00:00:00.000Z', 'The time that the schedule wanted'],
    ['WM_STATE_PATH', `${path}/user`, 'Where getState and setState keep what the script remembers'],
    ['WM_OBJECT_PATH', `${path}/${JOB}`, 'A path for files of the job in an object storage'],
    ['WM_WORKER_GROUP', 'default', 'The group of the worker that runs the job'],
  ]
  return rows.map(([name, value, description]) => ({ name, value, description, is_custom: false }))
}

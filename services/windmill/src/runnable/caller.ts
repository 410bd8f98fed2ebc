import { type Member, permissionedAs } from '../auth/index.ts'
import type { NewJob } from '../shared/job.ts'

/** As whom a job is made and run. */
export type Caller = Pick<NewJob, 'created_by' | 'permissioned_as' | 'email'>

const NAMING_LABELS = ['webhook-', 'http-', 'email-', 'ws-']

/**
 * The caller of a member of the workspace. A token that is
 * labelled as a webhook gives its jobs that label as their maker.
 */
export function callerOf(member: Member): Caller {
  const { username, email, token } = member
  const label = token.label ?? ''
  return {
    created_by: NAMING_LABELS.some((prefix) => label.startsWith(prefix)) ? label : username,
    permissioned_as: permissionedAs(username),
    email,
  }
}

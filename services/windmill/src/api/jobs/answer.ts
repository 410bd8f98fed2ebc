import type { Member } from '../../auth/index.ts'
import { badRequest, notAuthorized, permissionDenied } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { jobs } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import type { Suspended } from './suspended.ts'

export interface Answer {
  resume_id: number
  approver: string
  payload: Json
  approved: boolean
}

/**
 * Records the answer of a person to what is suspended, and tells the worker, which lets it go on. An answer with a
 * `resume_id` that was used for the same job is refused, so that sending it again does nothing.
 */
export function recordAnswer({ store, queue, system }: Windmill, suspended: Suspended, answer: Answer): void {
  const recorded = jobs.insertResumeEvent.run(store.connection, {
    ...answer,
    job_id: suspended.answeredJob,
    flow_id: suspended.job.id,
    approval_key: suspended.approvalKey,
    created_at: system.now(),
  })
  if (recorded === 0) throw badRequest('resume request already sent')
  queue.events.emit('resumed', suspended.job.id)
}

/**
 * Throws unless the caller may answer: a login where the step asks for one, a member of one of its groups, and not the
 * one who started the flow where that is disabled. An administrator may.
 */
export function requireMayAnswer({ job, conditions }: Suspended, member: Member | undefined): void {
  if (member?.is_admin) return
  const { user_auth_required, user_groups_required } = conditions
  if (user_auth_required && !member) throw notAuthorized('This approval requires a logged-in user. Please sign in.')
  requireOther({ job, conditions }, member)
  if (user_groups_required.length > 0 && !user_groups_required.some((group) => member?.groups.includes(group))) {
    throw permissionDenied(
      `Only users from one of the following groups are allowed to approve this workflow: ${user_groups_required.join(', ')}`,
    )
  }
}

/** Throws when who started the flow may not answer and is who answers: also as its owner (windmill#10262). */
export function requireOther(
  { job, conditions }: Pick<Suspended, 'job' | 'conditions'>,
  member: Member | undefined,
): void {
  if (member && !member.is_admin && conditions.self_approval_disabled && member.email === job.email) {
    throw permissionDenied('Self-approval is disabled for this flow step')
  }
}

import type { Member } from '../../auth/index.ts'
import { WindmillError } from '../../shared/errors.ts'
import { isFlowKind, type Job } from '../../shared/job.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { jobs } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import { requireMayAnswer, requireOther } from './answer.ts'
import { viewText } from './approval-token.ts'
import { askingModule, type Suspended, suspendedOf, waitingStep } from './suspended.ts'

/**
 * What the approval page shows of a flow or workflow: the form, what the asking step says (`description`,
 * `default_args`, `enums` of its result), who has answered, and whether this reader may. Where a login is wanted, none
 * of that is for who may not answer, however they came by the page's address (windmill#9482).
 */
export function approvalInfo(windmill: Windmill, job: Job, member: Member | undefined): JsonObject {
  const conditions = job.suspend ? suspendedOf(windmill, job.id).conditions : undefined
  const user_auth_required = conditions?.user_auth_required ?? wantsLogin(job)
  const can_approve = mayAnswer(windmill, job, member)
  const standing = { flow_id: job.id, approval_conditions: conditions, can_approve, user_auth_required }
  const mayRead = job.suspend ? can_approve : member !== undefined
  if (user_auth_required && !mayRead) return JSON.parse(JSON.stringify({ ...standing, approvers: [] }))
  return JSON.parse(
    JSON.stringify({
      ...(isFlowKind(job.kind) ? askedByStep(windmill, job) : askedByWorkflow(job)),
      ...standing,
      approvers: approversOf(windmill, job),
      view_token: windmill.auth.sign(job.workspace_id, viewText(job.id)),
    }),
  ) as JsonObject
}

/** Whether a step of the flow wants a login of who answers. */
const wantsLogin = ({ raw_flow: flow }: Job): boolean =>
  flow?.modules.some(({ suspend }) => suspend?.user_auth_required === true) ?? false

/** Whether what the job runs is the member's to decide on; their own previews are theirs. */
export function isOwner({ auth }: Windmill, member: Member, job: Job): boolean {
  const path = job.script_path
  return path === null ? job.created_by === member.username : isAllowed(() => auth.requireOwner(member, path))
}

/** Throws unless the caller may answer on the approval page: its owner may without more, but for their own run. */
export function requireMayDecide(windmill: Windmill, suspended: Suspended, member: Member | undefined): void {
  requireOther(suspended, member)
  if (!member || !isOwner(windmill, member, suspended.job)) requireMayAnswer(suspended, member)
}

function askedByStep({ queue }: Windmill, job: Job): Record<string, Json | undefined> {
  const stepJob = waitingStep(job)?.job
  if (!stepJob) return {}
  const suspend = askingModule(job)?.suspend
  const result = queue.get(stepJob)?.result ?? null
  return {
    form_schema: suspend?.resume_form as JsonObject | undefined,
    hide_cancel: suspend?.hide_cancel ?? false,
    ...(isJsonObject(result) ? said(result) : {}),
  }
}

function askedByWorkflow(job: Job): Record<string, Json | undefined> {
  const approval = job.workflow_as_code_status?._approval
  return isJsonObject(approval) ? { form_schema: approval.form ?? undefined, ...said(approval) } : {}
}

const said = ({ description, default_args, enums }: JsonObject) => ({ description, default_args, enums })

function approversOf({ store }: Windmill, job: Job): JsonObject[] {
  return jobs.resumeEventsOfFlow
    .all(store.connection, { flow_id: job.id })
    .map(({ resume_id, approver }) => ({ resume_id, approver }))
}

function mayAnswer(windmill: Windmill, job: Job, member: Member | undefined): boolean {
  if (!job.suspend) return false
  return isAllowed(() => requireMayDecide(windmill, suspendedOf(windmill, job.id), member))
}

function isAllowed(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof WindmillError) return false
    throw error
  }
}

import type { Json } from '../shared/json.ts'
import type { ModuleStatus, Suspend } from '../shared/openflow.ts'
import type { Draft } from './draft.ts'
import { errorResult, FlowFault, wrongKind } from './faults.ts'
import { isAhead, NO_JOB } from './modules.ts'
import { type Answers, entryScope, NO_ANSWERS } from './scopes.ts'
import { wholeNumber } from './transforms.ts'
import type { Resume } from './types.ts'

/** Seconds that an approval is waited for when the step does not say. */
const DEFAULT_TIMEOUT_S = 30 * 60

/** What the approval before a step comes to. */
export type Gate =
  /** The step may begin, and its expressions see the answers. */
  | { open: true; answers: Answers }
  /** Answers are waited for; the draft says so. */
  | { open: false; refusal?: undefined }
  /** Someone refused, or nobody answered in time. */
  | { open: false; refusal: Json }

/**
 * Decides whether a step may begin, when the step before it asks for approvals.
 *
 * The gate stands between a step with `suspend` that has succeeded and the one after it, which meanwhile is
 * WaitingForEvents. It opens when nobody refused and enough answered. It closes for good when somebody refused, or
 * when it is looked at again with too few answers: then the time was up. With continue_on_disapprove_timeout it opens
 * then too, and the last answer says what happened.
 */
export function passGate(draft: Draft, index: number, current: ModuleStatus, previous: Json): Gate {
  const before = draft.status.modules[index - 1]
  const suspend = draft.steps[index - 1]?.suspend
  const required = suspend?.required_events ?? 0
  // A step that was skipped asked nobody (windmill#9821).
  const isAsked = before?.type === 'Success' && !before.skipped
  // Nor does a flow that was restarted behind the approval.
  const isRestarted = draft.status.restarted_from?.step_id === current.id
  if (!isAhead(current) || !suspend || required === 0 || !isAsked || isRestarted) {
    return { open: true, answers: NO_ANSWERS }
  }
  const stepJob = before.job ?? NO_JOB
  const resumes = draft.answersTo(before)
  const refused = resumes.find(({ approved }) => !approved)
  const firstLook = current.type === 'WaitingForPriorSteps'
  if (!refused && resumes.length < required && firstLook) {
    wait(draft, { index, suspend, stepJob, required, missing: required - resumes.length, previous })
    return { open: false }
  }
  const answered = !refused && resumes.length >= required
  const payloads = resumes.map(({ payload }) => payload)
  if (!answered) {
    const refusal = refusalOf(refused)
    if (!suspend.continue_on_disapprove_timeout) return { open: false, refusal }
    payloads.push(refusal)
  }
  if (resumes.length > 0) before.approvers = resumes.map(({ resume_id, approver }) => ({ resume_id, approver }))
  delete draft.status.approval_conditions
  const approvers = resumes.map(({ approver }) => approver)
  return { open: true, answers: { resume: payloads.at(-1) ?? null, resumes: payloads, approvers } }
}

/** Cases approval/disapprove, approval/timeout. */
const refusalOf = (refused: Resume | undefined): Json =>
  refused
    ? errorResult('SuspendedDisapproved', `Disapproved by ${refused.approver}`)
    : errorResult('SuspendedTimedOut', 'Timed out waiting to be resumed')

interface Waiting {
  index: number
  suspend: Suspend
  stepJob: string
  required: number
  missing: number
  previous: Json
}

function wait(draft: Draft, { index, suspend, stepJob, required, missing, previous }: Waiting): void {
  const { status, steps, context } = draft
  const scope = entryScope(draft, previous, steps[index - 1]!.id, NO_ANSWERS)
  const timeout = suspend.timeout ?? DEFAULT_TIMEOUT_S
  const seconds = wholeNumber(draft, timeout, scope, 'i32')
  if (suspend.user_auth_required) {
    status.approval_conditions = {
      user_auth_required: true,
      user_groups_required: groups(draft, suspend, scope),
      self_approval_disabled: suspend.self_approval_disabled ?? false,
    }
  }
  status.modules[index] = { type: 'WaitingForEvents', id: steps[index]!.id, count: required, job: stepJob }
  const until = context.now() + seconds * 1000
  draft.actions.push({ type: 'suspend', step_job: stepJob, required_events: missing, until })
}

function groups(draft: Draft, { user_groups_required }: Suspend, scope: Parameters<typeof wholeNumber>[2]): string[] {
  if (!user_groups_required || user_groups_required.type === 'ai') return []
  const value =
    user_groups_required.type === 'static'
      ? (user_groups_required.value ?? [])
      : draft.context.evaluate(user_groups_required.expr, scope)
  const isList = Array.isArray(value)
  const wrong = isList ? value.find((group) => typeof group !== 'string') : value
  if (!isList || wrong !== undefined) {
    const reason = wrongKind(wrong ?? null, isList ? 'a string' : 'a sequence')
    throw new FlowFault(`Result returned by input transform invalid \`${reason}\``)
  }
  return value as string[]
}

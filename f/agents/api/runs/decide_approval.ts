import { CodedError, toErrorRecord } from '../../../lib/errors.ts'
import type { GuardedCall } from '../../approvals/question.ts'
import { checkArguments } from '../../loop/check_arguments.ts'
import { askedCall, callState } from '../../store/approval_state.ts'
import { isOpen } from '../../store/runs.ts'
import { type RunServices, runEnded } from './end_with_job.ts'
import { lookUntil } from './pauses.ts'
import { findRun, type WhichRun } from './show_run.ts'

export interface ToDecide extends WhichRun {
  key: string
  approve: boolean
  /** The call is made with these instead. */
  arguments?: Record<string, unknown>
  reason?: string
}

/** A flow that asks is suspended a moment after the question stands in the table. */
const SUSPENDED_MS = 5_000
/** The flow notes the decision; it is waited for, so that who reads the run next sees it. */
const NOTED_MS = 5_000

/**
 * Answers the flow that waits, with the token of who decides. Of two answers at once the flow takes one, and notes which;
 * the other is `APPROVAL_DECIDED`, unless it said the same. Throws CodedError `RUN_NOT_FOUND`, `RUN_ENDED`,
 * `APPROVAL_NOT_FOUND`, `APPROVAL_DECIDED`, `ARGUMENTS_INVALID`, or what Windmill says.
 */
export async function decideApproval(
  services: RunServices,
  decision: ToDecide,
): Promise<{ run_id: string; key: string; approved: boolean }> {
  const { sql, clock } = services
  const { run_id, key, approve, reason = null } = decision
  const run = await findRun(sql, decision)
  const call = await askedCall(sql, { run_id, key })
  if (!call) throw new CodedError('APPROVAL_NOT_FOUND', `The run ${run_id} does not ask ${key}.`, { run_id, key })
  if (call.status !== 'waiting_approval') throw decided(key, call.status)
  if (!isOpen(run)) throw runEnded(run)
  if (approve && decision.arguments) await checkAgainst(services, call.approval_job, decision.arguments)
  const payload = { approve, arguments: decision.arguments ?? null, reason }
  await resume(services, call.approval_job, payload)
  const args = decision.arguments ?? call.arguments
  const noted = await lookUntil(clock, NOTED_MS, async () => {
    const now = await callState(sql, { key, args })
    return now?.status === 'waiting_approval' ? undefined : now
  })
  if (noted && (approve ? noted.status === 'refused' || !noted.same_arguments : noted.status !== 'refused')) {
    throw decided(key, noted.status)
  }
  return { run_id, key, approved: approve }
}

const decided = (key: string, status: string) =>
  new CodedError('APPROVAL_DECIDED', `${key} was answered already: the call is ${status}.`, { key, status })

/** Holds changed arguments against what the tool takes, as the flow that asks was told it. */
async function checkAgainst({ windmill }: RunServices, flow: string, args: Record<string, unknown>): Promise<void> {
  const asked = (await windmill.get(`jobs_u/get_args/${flow}`)) as { question?: GuardedCall } | undefined
  if (!asked?.question) return
  try {
    checkArguments(args, asked.question.parameters)
  } catch (error) {
    const { message, details } = toErrorRecord(error)
    throw new CodedError('ARGUMENTS_INVALID', message, details)
  }
}

async function resume({ windmill, clock }: RunServices, flow: string, payload: object): Promise<void> {
  let refusal: unknown
  const resumed = await lookUntil(clock, SUSPENDED_MS, async () => {
    try {
      await windmill.post(`jobs_u/flow/resume_suspended/${flow}`, { payload, approved: true })
      return true
    } catch (error) {
      refusal = error
      const { code, message } = toErrorRecord(error)
      if (code !== 'WINDMILL_REFUSED' || !/suspended/i.test(message)) throw error
      return undefined
    }
  })
  if (!resumed) throw refusal
}

import { toErrorRecord } from '../../lib/errors.ts'
import type { Outcome } from '../loop/begun.ts'
import { jobOfCall } from '../loop/job_of_call.ts'
import { jobServices, now, reporterOf } from '../loop/services.ts'
import { decideApproval } from '../store/tool_calls.ts'
import { runPinned } from '../tools/call_pinned.ts'
import type { GuardedCall } from './question.ts'
import { type Resumed, readDecision } from './read_decision.ts'

/**
 * Reads what a person decided about a call, and makes it with the arguments as they left them. The call runs at the
 * version that its run pinned. What fails is told in the outcome, so that the flow does not fail.
 */
export async function main(
  question: object,
  resume: object | null = null,
  approvers: string[] | null = null,
): Promise<Outcome> {
  const call = question as GuardedCall
  const { id, run, place, tool, target } = call
  const services = jobServices()
  const decision = readDecision(call, resume as Resumed | null, approvers ?? [])
  const { approved, reason, approver } = decision
  await decideApproval(services.sql, { id, lineage: run.lineage }, decision, now(services))
  const report = reporterOf(services, run)
  await report({
    ...{ key: `call/${place}/decision`, type: 'APPROVAL_DECIDED', step: place },
    message: `${approver ?? 'Nobody'} ${approved ? 'agreed to' : 'refused'} ${tool}${reason ? `: ${reason}` : ''}`,
    data: { key: id, tool, ...decision },
  })
  await services.outbox.flush()
  if (!approved) {
    const message = `A person did not agree to ${tool}: ${reason}`
    return { ok: false, refused: true, error: { code: 'NOT_APPROVED', message, details: { approver, reason } } }
  }
  const args = decision.arguments as Record<string, unknown>
  if (!target) return { ok: true, value: args }
  try {
    const job = jobOfCall({ ...call, target, arguments: args })
    return { ok: true, value: await runPinned(target.runnable, job.args, id) }
  } catch (error) {
    return { ok: false, error: toErrorRecord(error) }
  }
}

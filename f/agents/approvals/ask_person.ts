import { jobServices, now, reporterOf } from '../loop/services.ts'
import { askApproval } from '../store/tool_calls.ts'
import { answerOwnFlow } from './answer_own_flow.ts'
import { decideForCase } from './decide_for_case.ts'
import type { GuardedCall } from './question.ts'

/** What the step says: Windmill's page of the approval shows its `description`. */
interface Asked {
  key: string
  description: { render_all: [{ markdown: string }, Record<string, unknown>] }
}

/**
 * Notes that a call waits for a person, and tells the user's pages. The flow is suspended after this step; the answer
 * goes to it, on its page in Windmill or by the API of agents. In an evaluation the case answers, and nobody waits.
 */
export async function main(question: object): Promise<Asked> {
  const { id, run, place, tool, arguments: args, reason } = question as GuardedCall
  const services = jobServices()
  const job_id = process.env.WM_FLOW_JOB_ID ?? ''
  const { run_id, lineage } = run
  await askApproval(services.sql, { id, run_id, lineage, place, tool, arguments: args, reason }, job_id, now(services))
  const report = reporterOf(services, run)
  const message = `${tool} waits for a person: ${reason}`
  await report({
    ...{ key: `call/${place}/approval`, type: 'APPROVAL_REQUESTED', step: place },
    message,
    data: { key: id, tool, arguments: args, reason, job_id },
  })
  await services.outbox.flush()
  if (run.tape) {
    const { approver, ...decision } = await decideForCase(services.sql, { ...run.tape, user_id: run.user_id, tool })
    await answerOwnFlow(decision, approver)
  }
  return { key: id, description: { render_all: [{ markdown: message }, args] } }
}

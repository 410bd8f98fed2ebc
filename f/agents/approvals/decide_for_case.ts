import { CodedError } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { CaseApproval, EvalSuite } from '../evals/index.ts'
import { getEvaluation } from '../store/evaluations.ts'
import type { EvaluatedCase } from '../tape/index.ts'

/** What is decided about a call that asks a person, in a run that is a case of an evaluation. */
export interface CaseDecision {
  approve: boolean
  arguments: Record<string, unknown> | null
  reason: string
  approver: string
}

const APPROVER = 'the evaluation'

/**
 * Decides in the place of a person, who is asked nothing in an evaluation: by the approvals of the case, then by those of
 * its suite. What nobody decided is refused, and the reason says what would have. Throws CodedError `EVAL_NOT_FOUND`.
 */
export async function decideForCase(
  sql: Sql,
  { user_id, tool, ...of }: EvaluatedCase & { user_id: string; tool: string },
): Promise<CaseDecision> {
  const evaluation = await getEvaluation(sql, { id: of.evaluation_id, user_id })
  const suite = evaluation?.suite as EvalSuite | undefined
  const one = suite?.cases.find(({ name }) => name === of.case_name)
  if (!suite || !one) throw new CodedError('EVAL_NOT_FOUND', `There is no evaluation ${of.evaluation_id}.`)
  // A suite that was begun before there were approvals has none.
  const approvals: CaseApproval[] = [...(one.approvals ?? []), ...(suite.approvals ?? [])]
  const said = approvals.find((each) => each.tool === undefined || each.tool === tool)
  const wanted = `approvals [{"tool": "${tool}", "approve": true}]`
  const unsaid = `Nobody is asked in an evaluation, and neither the case nor its suite says what to answer: ${wanted}.`
  return {
    approve: said?.approve ?? false,
    arguments: said?.arguments ?? null,
    reason: said ? (said.reason ?? 'The case says so.') : unsaid,
    approver: APPROVER,
  }
}

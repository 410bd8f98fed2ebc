import type { Sql } from '../../lib/store/index.ts'
import { endEvaluation, getEvaluation, listCases } from '../store/evaluations.ts'
import { evalFault } from './eval_faults.ts'
import { type EvalReport, evalReport } from './report.ts'
import { reportMarkdown } from './report_markdown.ts'
import type { EvalSuite } from './suite.ts'

/** What the flow of a suite answers. */
export interface ClosedEvaluation {
  passed: boolean
  report: EvalReport
  /** The report for people. */
  markdown: string
}

/** Ends an evaluation with its report; one that has ended answers the report that it has. Throws CodedError `EVAL_NOT_FOUND`. */
export async function closeEvaluation(
  sql: Sql,
  { user_id, evaluation_id, at }: { user_id: string; evaluation_id: string; at: string },
): Promise<ClosedEvaluation> {
  const evaluation = await getEvaluation(sql, { id: evaluation_id, user_id })
  if (!evaluation) throw evalFault('EVAL_NOT_FOUND', `There is no evaluation ${evaluation_id}.`)
  const suite = evaluation.suite as EvalSuite
  const report =
    (evaluation.report as EvalReport | null) ??
    evalReport({ ...evaluation, suite }, await listCases(sql, evaluation_id))
  await endEvaluation(sql, { id: evaluation_id, state: report.passed ? 'passed' : 'failed', report, at })
  return { passed: report.passed, report, markdown: reportMarkdown(report) }
}

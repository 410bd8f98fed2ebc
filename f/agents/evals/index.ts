/** Suites of cases for agents: run, checked, recorded, replayed, reported. */
export { type Evaluation, type EvaluationMode, getEvaluation, listEvaluations } from '../store/evaluations.ts'
export { type ClosedEvaluation, closeEvaluation } from './close_evaluation.ts'
export { deleteEvaluation } from './delete_evaluation.ts'
export { type AskModel, type CaseOutcome, judgeCase } from './judge_case.ts'
export { type NewEvaluation, type OpenedEvaluation, openEvaluation } from './open_evaluation.ts'
export { type PlannedCase, planCase } from './plan_case.ts'
export type { EvalReport } from './report.ts'
export { type CaseApproval, type EvalSuite, evalSuite, readSuite } from './suite.ts'

/**
 * The flow room: what a flow is, how it moves, and the language
 * of its expressions. It starts nothing and stores nothing.
 */
export { advance } from './advance.ts'
export { ExpressionError } from './expressions/errors.ts'
export { createEvaluator, type Evaluator, type EvaluatorLimits } from './expressions/evaluator.ts'
export type { Evaluate, Scope } from './expressions/scope.ts'
export { initialStatus } from './initial-status.ts'
export { answeredId, NO_JOB, stepsOf } from './modules.ts'
export type {
  Advance,
  ChildJob,
  FlowAction,
  FlowCompleted,
  FlowContext,
  FlowEvent,
  JobCompleted,
  Resume,
} from './types.ts'

import type { Json } from '../shared/json.ts'
import { type Draft, ownResult } from './draft.ts'
import type { Scope } from './expressions/scope.ts'

/** What every expression of a flow sees. */
function common({ context, args, flow }: Draft): Scope {
  return {
    flow_input: args,
    flow_env: flow.flow_env,
    variable: (path) => context.variable(path),
    resource: (path) => context.resource(path),
    flow_user_state: (key) => context.flow_user_state(key),
  }
}

/** Results of steps: this flow's as its status has them now, then those of the flows around it. */
const results = (draft: Draft) => ({
  results(stepId: string) {
    const own = ownResult(draft, stepId)
    return own === undefined ? draft.context.results(stepId) : own
  },
})

/** Answers to the approval before a step, as its expressions see them. */
export interface Answers {
  resume: Json
  resumes: Json[]
  approvers: string[]
}

/** Before a step that asked for nothing. */
export const NO_ANSWERS: Answers = { resume: null, resumes: [], approvers: [] }

/** For the inputs of a step. `params` is Windmill's, and empty. */
export const inputScope = (draft: Draft, previous: Json, previousId: string, answers: Answers): Scope => ({
  ...common(draft),
  ...results(draft),
  ...answers,
  previous_result: previous,
  previous_id: previousId,
  more: { params: {} },
})

/** For what decides about a step before it runs: skip_if, predicates of branches, the list that a loop goes over. */
export const entryScope = (draft: Draft, previous: Json, previousId: string, answers: Answers): Scope => ({
  ...common(draft),
  ...results(draft),
  ...answers,
  result: previous,
  previous_result: previous,
  previous_id: previousId,
})

/** For numbers that belong to a step: its time limit, how many iterations run at a time. */
export const settingScope = (draft: Draft, previous: Json, previousId: string): Scope => ({
  ...sleepScope(draft, previous),
  ...results(draft),
  previous_id: previousId,
})

/** For how long to sleep after a step: no `results` here. */
export const sleepScope = (draft: Draft, previous: Json): Scope => ({
  ...common(draft),
  result: previous,
  previous_result: previous,
})

/**
 * For whether to stop after a step, or after all iterations.
 * @param own the step itself and what it has returned so far: it can be read by its id, though it has not ended
 */
export const stopScope = (
  draft: Draft,
  result: Json,
  own: { id: string; result(): Json },
  allIters?: Json[],
): Scope => ({
  ...common(draft),
  results: (stepId) => (stepId === own.id ? own.result() : results(draft).results(stepId)),
  result,
  previous_result: result,
  ...(allIters && { all_iters: allIters }),
})

/** For whether to try again: no `results` here; `error` comes from the result. */
export const retryScope = sleepScope

/** For whether to skip the whole flow. */
export function skipFlowScope(draft: Draft): Scope {
  const { scheduled_for } = draft.context
  return {
    ...common(draft),
    result: '{}',
    previous_result: '{}',
    ...(scheduled_for && { more: { WM_SCHEDULED_FOR: scheduled_for } }),
  }
}

/** Windmill asks for a yes or no by `Boolean(…)`, so what is merely truthy counts (case branchone/truthy). */
export const holds = (draft: Draft, expr: string, scope: Scope): boolean =>
  draft.context.evaluate(`Boolean(${expr})`, scope) === true

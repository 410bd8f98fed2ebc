import type { Json, JsonObject } from '../../shared/json.ts'

/** What an expression can see. A value that is absent is not defined there. */
export interface Scope {
  flow_input?: Json
  previous_result?: Json
  flow_env?: JsonObject
  /** The last payload of an approval; null when there was none. */
  resume?: Json
  resumes?: Json[]
  approvers?: string[]
  /** What the step returned (stop_after_if, retry_if). */
  result?: Json
  /** What the iterations so far returned (stop_after_if of a loop). */
  all_iters?: Json[]
  /** Further names, as WM_SCHEDULED_FOR in a flow's skip_expr. */
  more?: JsonObject
  /** The id of the step before: `results.<that>` is `previous_result`. */
  previous_id?: string
  /**
   * The result of a step, looked up outward through the enclosing
   * flows; undefined when there is none. Absent: no `results`.
   */
  results?(stepId: string): Json | undefined
  /** These throw when there is no such item; the expression then throws with the same message. */
  variable(path: string): string
  resource(path: string): Json
  flow_user_state(key: string): Json
}

/** Evaluates an expression; throws ExpressionError. Values go in and come out as JSON, `undefined` as null. */
export type Evaluate = (expr: string, scope: Scope) => Json

/** The values of a scope by the name under which an expression sees them. */
export function visibleValues(scope: Scope): Record<string, Json> {
  const { flow_input, previous_result, resume, resumes, approvers, result, all_iters, more } = scope
  const values = { ...more, previous_result, resume, resumes, approvers, result, all_iters, flow_input }
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

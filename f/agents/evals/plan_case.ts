import type { Sql } from '../../lib/store/index.ts'
import { createCase, getEvaluation } from '../store/evaluations.ts'
import type { EvaluatedCase } from '../tape/index.ts'
import { evalFault } from './eval_faults.ts'
import { runOfCase } from './open_evaluation.ts'
import type { EvalCase, EvalSuite } from './suite.ts'

/** What run_agent is started with for a case: a run and a session of its own. */
export interface PlannedCase {
  run_id: string
  agent: string
  version: number | null
  input: EvalCase['input']
  session_id: string
  evaluation: EvaluatedCase
}

/** A case of an evaluation of this user. */
export interface CaseKey {
  user_id: string
  evaluation_id: string
  name: string
}

/** Begins a case. Throws CodedError `EVAL_NOT_FOUND`. `at` is RFC 3339. */
export async function planCase(sql: Sql, key: CaseKey, at: string): Promise<PlannedCase> {
  const { evaluation_id, name } = key
  const { suite, one } = await readCase(sql, key)
  const run_id = runOfCase(evaluation_id, name)
  await createCase(sql, { evaluation_id, name, run_id, at })
  return {
    ...{ run_id, agent: suite.agent, version: suite.version ?? null, input: one.input, session_id: run_id },
    evaluation: { evaluation_id, case_name: name },
  }
}

/** A case and its suite. Throws CodedError `EVAL_NOT_FOUND`. */
export async function readCase(
  sql: Sql,
  { user_id, evaluation_id, name }: CaseKey,
): Promise<{ suite: EvalSuite; one: EvalCase }> {
  const evaluation = await getEvaluation(sql, { id: evaluation_id, user_id })
  const suite = evaluation?.suite as EvalSuite | undefined
  const one = suite?.cases.find((each) => each.name === name)
  if (!suite || !one) throw evalFault('EVAL_NOT_FOUND', `There is no case ${name} of an evaluation ${evaluation_id}.`)
  return { suite, one }
}

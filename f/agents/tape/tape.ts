import { CodedError } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'
import { type EvaluationMode, getEvaluation } from '../store/evaluations.ts'

/** What a run of an evaluation carries: where its model's answers are recorded, or come from. It is JSON. */
export interface Tape {
  evaluation_id: string
  case_name: string
  mode: EvaluationMode
  /** Null in a live evaluation. */
  recording_id: string | null
  /** Patterns of texts that are no difference between requests. */
  ignore: string[]
}

/** Which case of which evaluation a run is. */
export interface EvaluatedCase {
  evaluation_id: string
  case_name: string
}

/** The tape of a case of one of this user's evaluations. Throws CodedError `EVAL_NOT_FOUND`. */
export async function readTape(sql: Sql, user_id: string, { evaluation_id, case_name }: EvaluatedCase): Promise<Tape> {
  const evaluation = await getEvaluation(sql, { id: evaluation_id, user_id })
  if (!evaluation) throw new CodedError('EVAL_NOT_FOUND', `There is no evaluation ${evaluation_id}.`, { evaluation_id })
  const { mode, recording_id, suite } = evaluation
  const { ignore } = suite as { ignore: string[] }
  return { evaluation_id, case_name, mode, recording_id, ignore }
}

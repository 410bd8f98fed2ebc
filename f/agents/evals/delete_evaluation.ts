import type { Sql } from '../../lib/store/index.ts'
import { removeEvaluation } from '../store/delete_evaluation.ts'
import { removeSession } from '../store/delete_session.ts'
import { getEvaluation, listCases } from '../store/evaluations.ts'
import { evalFault } from './eval_faults.ts'

/**
 * Deletes an evaluation of this user: the sessions of its cases with their runs and events, what was recorded, and its
 * report. The evaluation goes last, so that one that was cut short can be done again. Throws CodedError `EVAL_NOT_FOUND`,
 * or `EVAL_BUSY` while a case runs.
 */
export async function deleteEvaluation(
  sql: Sql,
  { user_id, evaluation_id }: { user_id: string; evaluation_id: string },
): Promise<{ evaluation_id: string }> {
  const notFound = evalFault('EVAL_NOT_FOUND', `There is no evaluation ${evaluation_id}.`, { evaluation_id })
  if (!(await getEvaluation(sql, { id: evaluation_id, user_id }))) throw notFound
  for (const { run_id, name } of await listCases(sql, evaluation_id)) {
    // A case is a session of its own.
    const state = await removeSession(sql, { id: run_id, user_id })
    if (state === 'busy') throw evalFault('EVAL_BUSY', `The case ${name} still runs.`, { evaluation_id, run_id })
  }
  await removeEvaluation(sql, { id: evaluation_id, user_id })
  return { evaluation_id }
}

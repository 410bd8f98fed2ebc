import { deriveId } from '../../lib/ids.ts'
import type { Sql } from '../../lib/store/index.ts'
import { createEvaluation, type EvaluationMode, getEvaluation } from '../store/evaluations.ts'
import { evalFault } from './eval_faults.ts'
import { readSuite } from './suite.ts'

export interface NewEvaluation {
  /** Derived of the job that runs the suite, so that a retry goes on with the same one. */
  id: string
  user_id: string
  /** As it was given. */
  suite: unknown
  mode: EvaluationMode
  /** Of an evaluation that was recorded; for a replay only. */
  recording_id: string | null
  /** Only these cases (Default: all). */
  only: string[] | null
  /** RFC 3339. */
  at: string
}

/** What a flow goes over. */
export interface OpenedEvaluation {
  evaluation_id: string
  cases: { evaluation_id: string; name: string }[]
}

/**
 * Checks a suite and begins an evaluation of it. Throws CodedError `EVAL_SUITE_INVALID`, or `RECORDING_NOT_FOUND` when
 * the recording is not one of this user's.
 */
export async function openEvaluation(sql: Sql, given: NewEvaluation): Promise<OpenedEvaluation> {
  const { id, user_id, mode, only, at } = given
  const whole = readSuite(given.suite)
  const cases = whole.cases.filter(({ name }) => !only?.length || only.includes(name))
  if (cases.length === 0)
    throw evalFault(
      'EVAL_SUITE_INVALID',
      `No case is left: there is ${whole.cases.map(({ name }) => name).join(', ')}.`,
    )
  const recording_id = await recordingOf(sql, given)
  await createEvaluation(sql, { id, user_id, suite: { ...whole, cases }, mode, recording_id, at })
  return { evaluation_id: id, cases: cases.map(({ name }) => ({ evaluation_id: id, name })) }
}

async function recordingOf(sql: Sql, { id, user_id, mode, recording_id }: NewEvaluation): Promise<string | null> {
  if (mode === 'live') return null
  if (mode === 'record') return id
  const recorded = recording_id ? await getEvaluation(sql, { id: recording_id, user_id }) : null
  if (recorded?.mode === 'record') return recorded.id
  const message = `There is no recording ${recording_id ?? ''}: run the suite with mode "record" first, and give its evaluation_id.`
  throw evalFault('RECORDING_NOT_FOUND', message, { recording_id })
}

/** The run of a case. */
export const runOfCase = (evaluation_id: string, name: string): string => deriveId('evaluation', evaluation_id, name)

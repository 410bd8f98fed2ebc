import type { CaseState, EvaluationCase, EvaluationMode } from '../store/evaluations.ts'
import type { CaseOutcome } from './judge_case.ts'
import type { EvalSuite } from './suite.ts'

/** What a suite came to. */
export interface EvalReport {
  evaluation_id: string
  suite: string
  agent: string
  mode: EvaluationMode
  recording_id: string | null
  passed: boolean
  /** The share of cases that passed, and the one that is wanted. */
  pass_rate: number
  min_pass_rate: number
  counts: { cases: number; passed: number; failed: number; error: number }
  totals: { input_tokens: number; output_tokens: number; cost: number; seconds: number }
  /** In the order of the suite. */
  cases: ({ name: string; state: Exclude<CaseState, 'running'> } & CaseOutcome)[]
}

/** The report of an evaluation. A case that has not ended could not be run. */
export function evalReport(
  evaluation: { id: string; mode: EvaluationMode; recording_id: string | null; suite: EvalSuite },
  rows: EvaluationCase[],
): EvalReport {
  const { id, mode, recording_id, suite } = evaluation
  const cases = suite.cases.map(({ name }) => ({ name, ...endOf(rows.find((row) => row.name === name)) }))
  const having = (state: CaseState) => cases.filter((one) => one.state === state).length
  const sum = (part: (facts: NonNullable<CaseOutcome['facts']>) => number) =>
    cases.reduce((total, { facts }) => total + (facts ? part(facts) : 0), 0)
  const pass_rate = having('passed') / cases.length
  return {
    ...{ evaluation_id: id, suite: suite.name, agent: suite.agent, mode, recording_id },
    ...{ passed: pass_rate >= suite.min_pass_rate, pass_rate, min_pass_rate: suite.min_pass_rate },
    counts: { cases: cases.length, passed: having('passed'), failed: having('failed'), error: having('error') },
    totals: {
      input_tokens: sum(({ usage }) => usage.input_tokens ?? 0),
      output_tokens: sum(({ usage }) => usage.output_tokens ?? 0),
      cost: sum(({ cost }) => cost),
      seconds: sum(({ seconds }) => seconds),
    },
    cases,
  }
}

function endOf(row: EvaluationCase | undefined): { state: Exclude<CaseState, 'running'> } & CaseOutcome {
  if (row && row.state !== 'running') return { state: row.state, ...(row.outcome as CaseOutcome) }
  const message = row ? 'It was begun and not checked.' : 'It was not begun.'
  const error = { code: 'NOT_RUN', message: `${message} Look at the job of the suite.`, details: {} }
  return { state: 'error', run_id: row?.run_id ?? '', verdicts: [], error, facts: null, divergence: null }
}

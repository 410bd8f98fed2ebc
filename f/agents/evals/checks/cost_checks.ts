import type { RunFacts } from '../../store/run_facts.ts'
import type { EvalCheck } from '../suite.ts'
import type { Verdict } from './verdict.ts'

export type CostCheck = Extract<EvalCheck, { kind: 'cost' | 'tokens' | 'turns' | 'duration' }>

/** Whether a run, with all that it started, took no more than a check allows. */
export function checkCost(check: CostCheck, { cost, usage, turns, seconds }: RunFacts): Verdict {
  const verdict = (found: number, most: number, what: string): Verdict => ({
    kind: check.kind,
    passed: found <= most,
    message: `${found} ${what}, at most ${most} allowed`,
  })
  switch (check.kind) {
    case 'cost':
      return verdict(cost, check.max, 'spent')
    case 'tokens':
      return verdict((usage.input_tokens ?? 0) + (usage.output_tokens ?? 0), check.max, 'tokens')
    case 'turns':
      return verdict(turns, check.max, 'turns')
    case 'duration':
      return verdict(seconds, check.max_s, 'seconds')
  }
}

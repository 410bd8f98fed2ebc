import type { RunFacts } from '../../store/run_facts.ts'
import type { EvalCase, EvalCheck } from '../suite.ts'
import { checkAnswer } from './answer_checks.ts'
import { checkCost } from './cost_checks.ts'
import type { JudgeCheck } from './judge_check.ts'
import { checkTools } from './tool_checks.ts'
import type { Verdict } from './verdict.ts'

export { type JudgeCheck, judgeAnswerRequest, readJudgement } from './judge_check.ts'
export { shown, type Verdict } from './verdict.ts'

/** Judges an answer by a criterion in words. */
export type Judge = (check: JudgeCheck, place: number) => Promise<Verdict>

/** The verdicts of all checks of a case. A run has to be completed unless a check says how else it ends. */
export async function checkRun({ checks }: EvalCase, facts: RunFacts, judge: Judge): Promise<Verdict[]> {
  const wanted: EvalCheck[] = checks.some(({ kind }) => kind === 'status')
    ? checks
    : [{ kind: 'status', status: 'completed' }, ...checks]
  const verdicts: Verdict[] = []
  for (const [place, check] of wanted.entries()) verdicts.push(await verdictOf(check, place, facts, judge))
  return verdicts
}

async function verdictOf(check: EvalCheck, place: number, facts: RunFacts, judge: Judge): Promise<Verdict> {
  switch (check.kind) {
    case 'judged':
      return await judge(check, place)
    case 'called':
    case 'not_called':
    case 'called_in_order':
    case 'call_count':
      return checkTools(check, facts)
    case 'cost':
    case 'tokens':
    case 'turns':
    case 'duration':
      return checkCost(check, facts)
    default:
      return checkAnswer(check, facts)
  }
}

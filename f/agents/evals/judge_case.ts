import { type ErrorRecord, toErrorRecord } from '../../lib/errors.ts'
import { deriveId } from '../../lib/ids.ts'
import type { ChatAnswer, ChatRequest } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import { type CaseState, endCase } from '../store/evaluations.ts'
import { firstDivergence, listUnasked } from '../store/recordings.ts'
import { type RunFacts, readRunFacts } from '../store/run_facts.ts'
import { chatOnTape, type Divergence, readTape, type Tape } from '../tape/index.ts'
import { checkRun, type JudgeCheck, judgeAnswerRequest, readJudgement, type Verdict } from './checks/index.ts'
import { runOfCase } from './open_evaluation.ts'
import { type CaseKey, readCase } from './plan_case.ts'
import type { EvalCase, EvalSuite } from './suite.ts'

/** What came of a case. */
export interface CaseOutcome {
  run_id: string
  verdicts: Verdict[]
  /** Why there is nothing to check; null when there is. */
  error: ErrorRecord | null
  /** What the run came to; null when there was none. */
  facts: Omit<RunFacts, 'error' | 'calls'> | null
  /** Where a replay left its recording first. */
  divergence: Divergence | null
}

export interface CaseChecking extends CaseKey {
  /** What the job of run_agent answered, which counts when it left no run. */
  result: unknown
  /** RFC 3339. */
  at: string
}

/** Calls a chat model of a provider's resource. */
export type AskModel = (provider: string | undefined, request: ChatRequest) => Promise<ChatAnswer>

/**
 * Checks what a case came to, and ends it. A replay that left its recording has failed, and so has one that asked less
 * than was recorded. Throws CodedError `EVAL_NOT_FOUND`.
 */
export async function judgeCase(
  sql: Sql,
  ask: AskModel,
  checking: CaseChecking,
): Promise<{ state: CaseState; outcome: CaseOutcome }> {
  const { evaluation_id, name, result, at } = checking
  const { suite, one } = await readCase(sql, checking)
  const tape = await readTape(sql, checking.user_id, { evaluation_id, case_name: name })
  const run_id = runOfCase(evaluation_id, name)
  const facts = await readRunFacts(sql, run_id)
  const ended = async (state: Exclude<CaseState, 'running'>, outcome: CaseOutcome) => {
    await endCase(sql, { evaluation_id, name, state, outcome, at })
    return { state, outcome }
  }
  if (!facts) return await ended('error', { run_id, verdicts: [], error: noRun(result), facts: null, divergence: null })
  const judge = (check: JudgeCheck, place: number) =>
    judgeAnswer(sql, ask, { suite, one, tape, facts, at }, check, place)
  const checked = await checkRun(one, facts, judge)
  const replayed = tape.mode === 'replay' ? await replayVerdict(sql, tape) : { verdicts: [], divergence: null }
  const verdicts = [...replayed.verdicts, ...checked]
  const { error: _, calls: __, ...kept } = facts
  const state = verdicts.every(({ passed }) => passed) ? 'passed' : 'failed'
  return await ended(state, { run_id, verdicts, error: null, facts: kept, divergence: replayed.divergence })
}

function noRun(result: unknown): ErrorRecord {
  const { error } = (result ?? {}) as { error?: unknown }
  return toErrorRecord(error ?? { code: 'NO_RUN', message: 'The job of run_agent left no run.' })
}

async function replayVerdict(sql: Sql, tape: Tape): Promise<{ verdicts: Verdict[]; divergence: Divergence | null }> {
  const divergence = await firstDivergence<Divergence>(sql, tape.evaluation_id, tape.case_name)
  if (divergence) return { verdicts: [{ kind: 'replay', passed: false, message: divergence.message }], divergence }
  const { evaluation_id, case_name, recording_id } = tape
  const left = await listUnasked(sql, { recording_id: recording_id!, case_name }, evaluation_id)
  if (left.length === 0)
    return { verdicts: [{ kind: 'replay', passed: true, message: 'Asked as recorded' }], divergence: null }
  const message = `Less was asked than was recorded: ${left.length} requests were not made.`
  return { verdicts: [{ kind: 'replay', passed: false, message }], divergence: { message, differences: [] } }
}

async function judgeAnswer(
  sql: Sql,
  ask: AskModel,
  { suite, one, tape, facts, at }: { suite: EvalSuite; one: EvalCase; tape: Tape; facts: RunFacts; at: string },
  check: JudgeCheck,
  place: number,
): Promise<Verdict> {
  const fence = deriveId('fence', facts.seconds, one.name, place, at)
  const { model, provider } = suite.judge
  const request = { ...judgeAnswerRequest(check, one, facts.output, fence), model }
  try {
    const answer = await chatOnTape(sql, tape, request, at, { ask: () => ask(provider, request) })
    return readJudgement(answer.text)
  } catch (error) {
    return { kind: 'judged', passed: false, message: `It could not be judged: ${toErrorRecord(error).message}` }
  }
}

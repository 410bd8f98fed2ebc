import { CodedError, toErrorRecord } from '../../lib/errors.ts'
import type { ChatAnswer, ChatRequest } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import { addRecorded, addReplayed, findRecorded, listUnasked, type RecordedAnswer } from '../store/recordings.ts'
import { divergenceOf } from './divergence.ts'
import { evalFault } from './eval_faults.ts'
import { requestKey } from './request_key.ts'

/** What a run of an evaluation carries: where its model's answers are recorded, or come from. It is JSON. */
export interface Tape {
  evaluation_id: string
  case_name: string
  mode: 'record' | 'replay'
  recording_id: string
  /** Patterns of texts that are no difference between requests. */
  ignore: string[]
}

/**
 * Asks a model on a tape. An answer that is recorded for the very same request is given again, in a replay and in a
 * recording (so that a step that runs twice goes on as it began); errors of providers are recorded and thrown like
 * answers. A request of a replay that was not recorded throws CodedError `REPLAY_DIVERGED` (details: the divergence), and
 * the first one is kept for the report. `ask` makes the call, and is told each text that it streams itself.
 */
export async function chatOnTape(
  sql: Sql,
  tape: Tape,
  request: ChatRequest,
  at: string,
  { ask, onText }: { ask: () => Promise<ChatAnswer>; onText?: (piece: string) => void },
): Promise<ChatAnswer> {
  const { hash, compared } = requestKey(request, tape.ignore)
  const known = await findRecorded(sql, tape, hash)
  const { evaluation_id, case_name } = tape
  if (tape.mode === 'replay') {
    const divergence = known ? null : divergenceOf(compared, await listUnasked(sql, tape, evaluation_id))
    await addReplayed(sql, { evaluation_id, case_name, hash, divergence, at })
    if (divergence)
      throw evalFault('REPLAY_DIVERGED', `The replay left its recording. ${divergence.message}`, {
        case_name,
        ...divergence,
      })
  }
  if (known) return play(known, onText)
  const answer = await recorded(ask)
  await addRecorded(sql, tape, { hash, request: compared, answer, at })
  // It was streamed when it was asked for.
  return play(answer)
}

/** What a call comes to. What is no error of a provider is no answer, and is thrown. */
async function recorded(ask: () => Promise<ChatAnswer>): Promise<RecordedAnswer> {
  try {
    return { answer: await ask() }
  } catch (error) {
    const record = toErrorRecord(error)
    if (!record.code.startsWith('LLM_')) throw error
    return { error: record }
  }
}

function play(known: RecordedAnswer, onText?: (piece: string) => void): ChatAnswer {
  if ('error' in known) throw new CodedError(known.error.code, known.error.message, known.error.details)
  if (known.answer.text) onText?.(known.answer.text)
  return known.answer
}

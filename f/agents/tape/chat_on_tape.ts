import { CodedError, toErrorRecord } from '../../lib/errors.ts'
import type { ChatAnswer, ChatRequest } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import { addRecorded, addReplayed, findRecorded, listUnasked, type RecordedAnswer } from '../store/recordings.ts'
import { divergenceOf } from './divergence.ts'
import { requestKey } from './request_key.ts'
import type { Tape } from './tape.ts'

/**
 * Asks a model on a tape; in a live evaluation, just asks it. An answer that is recorded for the very same request is given again, in a replay and in a
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
  const { evaluation_id, case_name, mode, recording_id, ignore } = tape
  if (mode === 'live' || recording_id === null) return await ask()
  const place = { recording_id, case_name }
  const { hash, compared } = requestKey(request, ignore)
  const known = await findRecorded(sql, place, hash)
  if (mode === 'replay') {
    const divergence = known ? null : divergenceOf(compared, await listUnasked(sql, place, evaluation_id))
    await addReplayed(sql, { evaluation_id, case_name, hash, divergence, at })
    if (divergence) {
      const message = `The replay left its recording. ${divergence.message}`
      throw new CodedError('REPLAY_DIVERGED', message, { case_name, ...divergence })
    }
  }
  if (known) return play(known, onText)
  const answer = await recorded(ask)
  await addRecorded(sql, place, { hash, request: compared, answer, at })
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

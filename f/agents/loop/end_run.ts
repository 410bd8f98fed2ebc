import { cut } from '../../lib/cut.ts'
import { CodedError } from '../../lib/errors.ts'
import { newEvents } from '../../lib/events.ts'
import type { Message } from '../../lib/llm/index.ts'
import { newMessages } from '../sessions/index.ts'
import { type EndedRun, endRun as endInTable } from '../store/end_run.ts'
import type { Begun, RunEnd, Said } from './begun.ts'
import { textOf } from './instructions.ts'
import { now, pushLater, type Services } from './services.ts'
import { startTending } from './start_tending.ts'

/** What a job of run_agent answers. */
export interface RunResult extends Omit<EndedRun, 'id'> {
  run_id: string
}

/** The answer of the job of a run that has ended, now or before. */
export const resultOf = ({ id, status, output, error, usage, cost }: EndedRun): RunResult => {
  return { run_id: id, status, output, error, usage, cost }
}

/**
 * Ends a run: its row first, where the first end counts, then what follows from it. `messages` are what was said in it,
 * which an outermost run adds to its session; the rest is what nobody was told yet.
 */
export async function endRun(
  services: Services,
  begun: Begun,
  end: RunEnd,
  { messages, results, untold, settlement }: Said,
): Promise<RunResult> {
  const { run } = begun
  const { run_id, session_id } = run
  const isOutermost = run.root_run_id === run_id
  const said = end.status === 'completed' ? [...messages, answerOf(end.output)] : messages
  const at = now(services)
  const message = end.status === 'completed' ? cut(textOf(end.output), 500) : (end.error?.message ?? end.status)
  const ended = await endInTable(services.sql, run_id, { ...end, message }, at, {
    ...{ results, settlement, events: newEvents(untold, at) },
    said: isOutermost ? newMessages({ session_id, run_id, messages: said, at }) : undefined,
  })
  if (!ended) throw new CodedError('RUN_GONE', `The run ${run_id} is not there any more.`, { run_id })
  await pushLater(services, run, ended.events)
  if (isOutermost && ended.status === 'completed') await startTending(begun, said)
  return resultOf(ended)
}

const answerOf = (output: unknown): Message => ({ role: 'assistant', content: textOf(output) })

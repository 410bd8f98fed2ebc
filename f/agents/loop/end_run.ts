import { toErrorRecord } from '../../lib/errors.ts'
import type { Report } from '../../lib/events.ts'
import type { Message } from '../../lib/llm/index.ts'
import { appendMessages } from '../sessions/index.ts'
import { type EndedRun, endRun as endInTable } from '../store/end_run.ts'
import type { ToolResult } from '../store/tool_calls.ts'
import type { Begun, RunEnd } from './begun.ts'
import { textOf } from './instructions.ts'
import { now, reporterOf, type Services } from './services.ts'
import { startTending } from './start_tending.ts'

/** What job of run_agent answers. */
export interface RunResult extends Omit<EndedRun, 'id'> {
  run_id: string
}

export const resultOf = ({ id, status, output, error, usage, cost }: EndedRun): RunResult => {
  return { run_id: id, status, output, error, usage, cost }
}

/**
 * Ends a run: its row first, where the first end counts, then what follows from it. `messages` are what was said in it,
 * which an outermost run adds to its session; `results` and `untold` are what nobody was told yet.
 */
export async function endRun(
  services: Services,
  begun: Begun,
  end: RunEnd,
  { messages, results, untold }: { messages: Message[]; results: ToolResult[]; untold: Report[] },
): Promise<RunResult> {
  const { sql } = services
  const { run, agent } = begun
  const { run_id, session_id } = run
  const isOutermost = run.root_run_id === run_id
  const said = end.status === 'completed' ? [...messages, answerOf(end.output)] : messages
  const [ended] = await Promise.all([
    endInTable(sql, run_id, end, results, now(services)),
    isOutermost ? remember(services, { session_id, run_id, messages: said }) : undefined,
  ])
  const { status, output, error, usage, cost } = ended
  const message = status === 'completed' ? textOf(output).slice(0, 500) : (error?.message ?? status)
  await reporterOf(services, run)(...untold, {
    ...{ key: 'end', type: 'RUN_ENDED', level: status === 'completed' ? 'info' : 'warn', message },
    data: { agent: agent.definition.name, status, output, error, usage, cost },
  })
  if (isOutermost && status === 'completed') await startTending(begun, said)
  return resultOf(ended)
}

const answerOf = (output: unknown): Message => ({ role: 'assistant', content: textOf(output) })

/** A session that was deleted while the run went on stays deleted. */
async function remember(
  services: Services,
  said: { session_id: string; run_id: string; messages: Message[] },
): Promise<void> {
  try {
    await appendMessages(services.sql, { ...said, at: now(services) })
  } catch (error) {
    if (toErrorRecord(error).code !== 'SESSION_NOT_FOUND') throw error
  }
}

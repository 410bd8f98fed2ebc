import type { Report } from '../../lib/events.ts'
import type { Llm } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { AgentDefinition } from '../definition.ts'
import { extractAfterRun, memoriesKept } from '../memory/index.ts'
import { runMessages } from '../store/run_messages.ts'
import type { AgentRun } from '../store/runs.ts'
import { type SummaryOutcome, summarizeSession } from './summarize_session.ts'

/** What tending a session came to. */
export interface Tended {
  /** How many memories were kept, or wait for a person. */
  memories: number
  summary: SummaryOutcome
  /** What is to be told of it in the run. */
  reports: Report[]
}

/** Models for what follows a run: one for each thing, so that neither waits for the other. */
export interface TendingLlms {
  memory: Llm
  summary: Llm
}

/**
 * What follows a run without anybody waiting for it: keeps what the run leaves to remember, by its agent's policy, and
 * sums up the session past its limit. Doing it again keeps nothing twice. `at` is RFC 3339.
 */
export async function tendSession(
  sql: Sql,
  llms: TendingLlms,
  run: Pick<AgentRun, 'id' | 'user_id' | 'agent_id' | 'session_id'>,
  { memory }: AgentDefinition,
  at: string,
): Promise<Tended> {
  const { id: run_id, user_id, agent_id, session_id } = run
  const { summarize_after_tokens } = memory.conversation
  const messages = await runMessages(sql, session_id, run_id)
  const [extraction, summary] = await Promise.all([
    extractAfterRun(sql, llms.memory, { user_id, agent_id, session_id, run_id, messages, policy: memory, at }),
    summarizeSession(sql, llms.summary, { user_id, session_id, after_tokens: summarize_after_tokens }),
  ])
  const isQuiet = extraction.kept.length === 0 && extraction.notes.length === 0
  const reports = [...(isQuiet ? [] : [memoriesKept('memories', extraction)]), ...summaryReports(summary)]
  return { memories: extraction.kept.length, summary, reports }
}

function summaryReports(summary: SummaryOutcome): Report[] {
  const event = { key: 'summary', step: 'summarize' }
  if (summary.outcome === 'summarized')
    return [{ ...event, type: 'SESSION_SUMMARIZED', message: 'The older messages are summed up', data: { ...summary } }]
  if (summary.outcome === 'failed') return [{ ...event, type: 'SUMMARY_FAILED', level: 'warn', message: summary.note }]
  return []
}

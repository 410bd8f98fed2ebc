import { CodedError } from '../../lib/errors.ts'
import type { Report } from '../../lib/events.ts'
import type { Llm } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { Closure } from '../closure/index.ts'
import { extractAfterRun, memoriesKept } from '../memory/index.ts'
import { type AgentRun, getRun } from '../store/runs.ts'
import { runMessages } from '../store/session_messages.ts'
import { type SummaryOutcome, summarizeSession } from './summarize_session.ts'

/** What tending a session came to. */
export interface Tended {
  run_id: string
  /** How many memories were kept, or wait for a person. */
  memories: number
  summary: SummaryOutcome
  /** What is to be told of it in the run. */
  reports: Report[]
}

/**
 * What follows a run without anybody waiting for it: keeps what the run leaves to remember, by its agent's policy, and
 * sums up the session past its limit. Doing it again keeps nothing twice. `llmOf` connects the provider of a resource
 * (the workspace's own for undefined). Throws CodedError `RUN_NOT_FOUND`.
 */
export async function tendSession(
  { sql, llmOf }: { sql: Sql; llmOf(provider: string | undefined): Promise<Llm> },
  run_id: string,
  at: string,
): Promise<{ run: AgentRun; tended: Tended }> {
  const run = await getRun(sql, run_id)
  const agent = (run?.pinned as Closure | null)?.agents[run?.path.at(-1) ?? '']
  if (!run || !agent) throw new CodedError('RUN_NOT_FOUND', `There is no run ${run_id} that has begun.`, { run_id })
  const { user_id, agent_id, session_id } = run
  const { memory, model } = agent.definition
  const llm = await llmOf(model.provider ?? undefined)
  const messages = await runMessages(sql, session_id, run_id)
  const own = { user_id, session_id, model: model.name ?? undefined }
  const [extraction, summary] = await Promise.all([
    extractAfterRun(sql, llm, { ...own, agent_id, run_id, messages, policy: memory, at }),
    summarizeSession(sql, llm, { ...own, after_tokens: memory.conversation.summarize_after_tokens }),
  ])
  const isQuiet = extraction.kept.length === 0 && extraction.notes.length === 0
  const reports = [...(isQuiet ? [] : [memoriesKept('memories', extraction)]), ...summaryReports(summary)]
  return { run, tended: { run_id, memories: extraction.kept.length, summary, reports } }
}

function summaryReports(summary: SummaryOutcome): Report[] {
  const event = { key: 'summary', step: 'summarize' }
  if (summary.outcome === 'summarized')
    return [{ ...event, type: 'SESSION_SUMMARIZED', message: 'The older messages are summed up', data: { ...summary } }]
  if (summary.outcome === 'failed') return [{ ...event, type: 'SUMMARY_FAILED', level: 'warn', message: summary.note }]
  return []
}

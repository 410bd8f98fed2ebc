import { realClock } from '../lib/clock.ts'
import { createReporter } from '../lib/events.ts'
import { workspaceHub } from '../lib/hub.ts'
import { connectLlm, readProvider } from '../lib/llm/index.ts'
import { dataTable } from '../lib/store/index.ts'
import { type SummaryOutcome, tendSession } from './sessions/index.ts'

/**
 * Keeps what a run leaves to remember, and sums up its session when it is long. A run starts it when it has ended; what
 * it came to are events of the run.
 */
export async function main(run_id: string): Promise<{ run_id: string; memories: number; summary: SummaryOutcome }> {
  const sql = dataTable()
  const at = new Date(realClock.now()).toISOString()
  const llmOf = async (provider: string | undefined) => connectLlm(await readProvider(provider))
  const { run, tended } = await tendSession({ sql, llmOf }, run_id, at)
  const { reports, ...answer } = tended
  const { user_id, session_id } = run
  if (reports.length > 0)
    await createReporter({ sql, hub: workspaceHub(), clock: realClock }, { run_id, user_id, session_id })(...reports)
  return answer
}

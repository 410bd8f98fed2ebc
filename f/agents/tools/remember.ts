import { connectLlm, readProvider } from '../../lib/llm/index.ts'
import { dataTable } from '../../lib/store/index.ts'
import { remember } from '../memory/index.ts'
import { openRun } from '../store/runs.ts'

/**
 * Remembers a sentence about the user of a run, for all of their agents. What was remembered under the same key before is
 * not remembered again. Answers what became of it, with what it superseded.
 */
export async function main(
  content: string,
  run_id: string,
  idempotency_key: string,
): Promise<Awaited<ReturnType<typeof remember>>> {
  const sql = dataTable()
  const [{ user_id, agent_id, session_id }, provider] = await Promise.all([openRun(sql, run_id), readProvider()])
  const said = { user_id, agent_id, session_id, content, key: idempotency_key, run_id }
  return await remember(sql, connectLlm(provider), { ...said, at: new Date().toISOString() })
}

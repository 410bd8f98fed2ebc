import type { Message } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'

/** What was said in a run, as its session keeps it, in order. */
export async function runMessages(sql: Sql, session_id: string, run_id: string): Promise<Message[]> {
  const rows = await sql<{ message: Message }>`
    SELECT message FROM session_messages WHERE session_id = ${session_id} AND run_id = ${run_id} ORDER BY place`.fetch()
  return rows.map(({ message }) => message)
}

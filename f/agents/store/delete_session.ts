import type { Sql } from '../../lib/store/index.ts'

/**
 * Deletes a session of this user with everything in it, in one statement and so in one transaction: its messages, the
 * memories that go with it, its runs and those that they started with their tool calls and events, and the sessions that
 * those runs had for themselves. What was spent stays (`budgets`, `model_calls`), without the answers of the models.
 * `busy` when a run of it has not ended: it would go on writing.
 */
export async function removeSession(
  sql: Sql,
  { id, user_id }: { id: string; user_id: string },
): Promise<'deleted' | 'not_found' | 'busy'> {
  const answer = await sql<{ found: boolean; open: boolean }>`
    WITH found AS (
      SELECT id FROM sessions WHERE id = ${id} AND user_id = ${user_id} FOR UPDATE
    ), its_runs AS (
      SELECT DISTINCT r.id, r.session_id, r.ended_at
      FROM runs own JOIN runs r ON r.root_run_id = own.root_run_id AND own.id = ANY (r.lineage)
      WHERE own.session_id IN (SELECT id FROM found)
    ), state AS (
      SELECT EXISTS (SELECT FROM found) AS found, EXISTS (SELECT FROM its_runs WHERE ended_at IS NULL) AS open
    ), gone_sessions AS (
      SELECT s.id FROM sessions s, state
      WHERE state.found AND NOT state.open AND s.user_id = ${user_id}
        AND (s.id = ${id} OR s.id IN (SELECT session_id FROM its_runs))
    ), gone_runs AS (
      SELECT i.id FROM its_runs i, state WHERE state.found AND NOT state.open
    ), gone_memories AS (
      DELETE FROM memories WHERE user_id = ${user_id} AND session_id IN (SELECT id FROM gone_sessions) RETURNING id
    ), without_changes AS (
      DELETE FROM memory_changes WHERE memory_id IN (SELECT id FROM gone_memories)
    ), without_events AS (
      DELETE FROM events WHERE run_id IN (SELECT id FROM gone_runs)
    ), without_calls AS (
      DELETE FROM tool_calls WHERE run_id IN (SELECT id FROM gone_runs)
    ), without_answers AS (
      UPDATE model_calls SET answer = NULL WHERE run_id IN (SELECT id FROM gone_runs)
    ), without_runs AS (
      DELETE FROM runs WHERE id IN (SELECT id FROM gone_runs)
    ), without_sessions AS (
      DELETE FROM sessions WHERE id IN (SELECT id FROM gone_sessions)
    )
    SELECT found, open FROM state`.fetchOne()
  if (!answer!.found) return 'not_found'
  return answer!.open ? 'busy' : 'deleted'
}

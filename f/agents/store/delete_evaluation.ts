import type { Sql } from '../../lib/store/index.ts'

/**
 * Deletes an evaluation of this user with its cases and what it recorded; false when there is none. Replays of it stay,
 * and can be repeated no more.
 */
export async function removeEvaluation(sql: Sql, { id, user_id }: { id: string; user_id: string }): Promise<boolean> {
  const gone = await sql`
    WITH gone AS (
      DELETE FROM evaluations WHERE id = ${id} AND user_id = ${user_id} RETURNING id
    ), without_recordings AS (
      DELETE FROM recordings WHERE recording_id IN (SELECT id FROM gone)
    )
    SELECT id FROM gone`.fetchOne()
  return gone !== null
}

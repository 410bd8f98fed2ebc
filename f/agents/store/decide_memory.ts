import type { Sql } from '../../lib/store/index.ts'
import type { MemoryState } from './memories.ts'
import { DEFAULT_REASON, TAKES_PLACE } from './supersede_rule.ts'

export interface Decision {
  id: string
  user_id: string
  approve: boolean
  actor: string
  reason: string | null
  at: string
}

/**
 * Makes a proposed memory active, which takes the place of others by `TAKES_PLACE`, or rejects it. Answers the ids of
 * those whose place it took; null when no memory of this user is proposed under the id.
 */
export async function decideMemory(
  sql: Sql,
  { id, user_id, approve, actor, reason, at }: Decision,
): Promise<{ superseded: string[] } | null> {
  const state: MemoryState = approve ? 'active' : 'rejected'
  return await sql<{ superseded: string[] }>`
    WITH decided AS (
      UPDATE memories SET state = ${state}, reason = coalesce(${reason}::text, reason),
        seen_at = greatest(seen_at, ${at}::timestamptz)
      WHERE id = ${id} AND user_id = ${user_id} AND state = 'proposed'
      RETURNING *
    ), replaced AS (
      UPDATE memories o SET state = 'superseded', superseded_by = k.id,
        reason = coalesce(k.reason, ${sql.raw(DEFAULT_REASON)})
      FROM decided k WHERE ${sql.raw(TAKES_PLACE)}
      RETURNING o.id, o.reason
    ), noted AS (
      INSERT INTO memory_changes (memory_id, user_id, change, actor, reason, at)
      SELECT id, user_id, ${approve ? 'approved' : 'rejected'}, ${actor}, ${reason}::text, ${at}::timestamptz
      FROM decided
      UNION ALL
      SELECT id, ${user_id}, 'superseded', ${actor}, reason, ${at}::timestamptz FROM replaced
    )
    SELECT to_jsonb(ARRAY(SELECT id FROM replaced)) AS superseded FROM decided`.fetchOne()
}

import type { Sql } from '../../lib/store/index.ts'

export interface Forgetting {
  user_id: string
  ids: string[]
  actor: string
  reason: string | null
  at: string
}

/**
 * Takes memories of this user away, with those whose place they took; the history says that, and repeats no content.
 * Answers which of `ids` were there.
 */
export async function forgetMemories(sql: Sql, { user_id, ids, actor, reason, at }: Forgetting): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    WITH RECURSIVE chain AS (
      SELECT id FROM memories WHERE user_id = ${user_id} AND id = ANY (${ids}::text[])
      UNION
      SELECT m.id FROM memories m JOIN chain ON m.superseded_by = chain.id
    ), gone AS (
      DELETE FROM memories WHERE id IN (SELECT id FROM chain) RETURNING id
    ), noted AS (
      INSERT INTO memory_changes (memory_id, user_id, change, actor, reason, at)
      SELECT id, ${user_id}, 'forgotten', ${actor}, ${reason}::text, ${at}::timestamptz FROM gone
    )
    SELECT id FROM gone WHERE id = ANY (${ids}::text[]) ORDER BY id`.fetch()
  return rows.map(({ id }) => id)
}

/** Takes away what has expired, everybody's; at most `limit` memories. Answers how many. */
export async function dropExpired(sql: Sql, { at, limit }: { at: string; limit: number }): Promise<number> {
  const answer = await sql<{ expired: number }>`
    WITH gone AS (
      DELETE FROM memories WHERE id IN (
        SELECT id FROM memories WHERE expires_at <= ${at}::timestamptz ORDER BY expires_at LIMIT ${limit})
      RETURNING id, user_id
    ), noted AS (
      INSERT INTO memory_changes (memory_id, user_id, change, actor, at)
      SELECT id, user_id, 'expired', 'schedule', ${at}::timestamptz FROM gone
    )
    SELECT count(*)::int AS expired FROM gone`.fetchOne()
  return answer!.expired
}

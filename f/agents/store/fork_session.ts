import type { Sql } from '../../lib/store/index.ts'

export interface Fork {
  user_id: string
  /** The session that is copied. */
  id: string
  /** The id of the copy. */
  new_id: string
  /** The number of the last message that is copied; all of them when null. */
  until: number | null
  at: string
}

/**
 * Copies a session up to a message. `not_found` when the session is not this user's, `taken` when the new id is that of
 * anything but the same copy; doing it again does nothing. A summary that reaches further than the copy is left out.
 */
export async function copySession(
  sql: Sql,
  { user_id, id, new_id, until, at }: Fork,
): Promise<'forked' | 'not_found' | 'taken'> {
  const answer = await sql<{ state: 'forked' | 'not_found' | 'taken' }>`
    WITH source AS (
      SELECT s.*, least(${until}::bigint, last_seq) AS until FROM sessions s
      WHERE id = ${id} AND user_id = ${user_id}
    ), fork AS (
      INSERT INTO sessions (id, user_id, agent_id, title, summary, summary_seq, last_seq, forked_from, forked_seq,
        created_at, updated_at)
      SELECT ${new_id}, user_id, agent_id, title, CASE WHEN summary_seq <= until THEN summary END,
        CASE WHEN summary_seq <= until THEN summary_seq ELSE 0 END, until, id, until,
        ${at}::timestamptz, ${at}::timestamptz
      FROM source
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    ), copied AS (
      INSERT INTO session_messages (session_id, seq, run_id, place, message, tokens, at)
      SELECT fork.id, m.seq, m.run_id, m.place, m.message, m.tokens, m.at
      FROM fork, source JOIN session_messages m ON m.session_id = source.id AND m.seq <= source.until
    )
    SELECT CASE
      WHEN NOT EXISTS (SELECT FROM source) THEN 'not_found'
      WHEN EXISTS (SELECT FROM fork) THEN 'forked'
      WHEN EXISTS (SELECT FROM sessions s, source
        WHERE s.id = ${new_id} AND s.user_id = source.user_id AND s.forked_from = source.id
          AND s.forked_seq = source.until) THEN 'forked'
      ELSE 'taken' END AS state`.fetchOne()
  return answer!.state
}

import type { Message } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'

/** Something that was said in a session. */
export interface SessionMessage {
  /** Counts from 1 in its session, without gaps. */
  seq: number
  /** The run that it was said in, and its place there. */
  run_id: string
  place: number
  message: Message
  /** An estimate. */
  tokens: number
  /** RFC 3339. */
  at: string
}

export interface NewMessages {
  session_id: string
  run_id: string
  messages: Pick<SessionMessage, 'place' | 'message' | 'tokens'>[]
  /** The title of the session, unless it has one. */
  title: string | null
  at: string
}

/**
 * Adds messages of a run to a session, those left out that stand there already. Answers how many were added; null when
 * the session is not there. One statement: the session's counter is moved on by as many as are new, under its lock.
 */
export async function addMessages(
  sql: Sql,
  { session_id, run_id, messages, title, at }: NewMessages,
): Promise<number | null> {
  const answer = await sql<{ sessions: number; added: number }>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${messages}::jsonb) AS g(place int, message jsonb, tokens int)
    ), fresh AS (
      SELECT given.*, row_number() OVER (ORDER BY place) AS nth, count(*) OVER () AS total FROM given
      WHERE NOT EXISTS (
        SELECT FROM session_messages m
        WHERE m.session_id = ${session_id} AND m.run_id = ${run_id} AND m.place = given.place)
    ), counter AS (
      UPDATE sessions SET last_seq = last_seq + (SELECT count(*) FROM fresh),
        title = coalesce(title, ${title}::text), updated_at = greatest(updated_at, ${at}::timestamptz)
      WHERE id = ${session_id}
      RETURNING last_seq
    ), added AS (
      INSERT INTO session_messages (session_id, seq, run_id, place, message, tokens, at)
      SELECT ${session_id}, last_seq - total + nth, ${run_id}, place, message, tokens, ${at}::timestamptz
      FROM fresh, counter
      RETURNING seq
    )
    SELECT (SELECT count(*) FROM counter)::int AS sessions, (SELECT count(*) FROM added)::int AS added`.fetchOne()
  return answer?.sessions ? answer.added : null
}

/** The last `limit` messages of a session after number `since`, in order. */
export async function lastMessages(
  sql: Sql,
  session_id: string,
  since: number,
  limit: number,
): Promise<SessionMessage[]> {
  return await sql<SessionMessage>`
    SELECT * FROM (
      SELECT seq, run_id, place, message, tokens, at FROM session_messages
      WHERE session_id = ${session_id} AND seq > ${since} ORDER BY seq DESC LIMIT ${limit}
    ) last ORDER BY seq`.fetch()
}

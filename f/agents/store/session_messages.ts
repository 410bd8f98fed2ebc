import type { Message } from '../../lib/llm/index.ts'
import { addOnce, type Sql } from '../../lib/store/index.ts'

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
 * the session is not there. One statement.
 */
export async function addMessages(sql: Sql, said: NewMessages): Promise<number | null> {
  const add = () =>
    sql<{ sessions: number; added: number }>`
    WITH said AS (SELECT ${said}::jsonb AS given), ${sql.raw(SAY)}
    SELECT (SELECT count(*) FROM said_in)::int AS sessions, (SELECT count(*) FROM said_rows)::int AS added`.fetchOne()
  const answer = await addOnce(add)
  return answer?.sessions ? answer.added : null
}

/**
 * What adds messages within another statement, so that both happen or neither. It is a part of a WITH, after
 * `said(given)`, which is a NewMessages, or null for none, and such a statement is run by `addOnce`. The session's counter is moved on by as many as are new, under
 * its lock; `said_in` is the session, if it is there, and `said_rows` the messages that were added.
 */
export const SAY = `said_given AS (
      SELECT s.session_id, s.run_id, s.at, g.* FROM said,
        jsonb_to_record(said.given) AS s(session_id text, run_id text, at timestamptz, messages jsonb),
        jsonb_to_recordset(s.messages) AS g(place int, message jsonb, tokens int)
    ), said_fresh AS (
      SELECT *, row_number() OVER (ORDER BY place) AS nth, count(*) OVER () AS total FROM said_given s
      WHERE (SELECT m.seq FROM session_messages m
        WHERE m.session_id = s.session_id AND m.run_id = s.run_id AND m.place = s.place) IS NULL
    ), said_in AS (
      UPDATE sessions SET last_seq = last_seq + (SELECT count(*) FROM said_fresh),
        title = coalesce(title, (SELECT given ->> 'title' FROM said)),
        updated_at = greatest(updated_at, (SELECT given ->> 'at' FROM said)::timestamptz)
      WHERE id = (SELECT given ->> 'session_id' FROM said)
      RETURNING last_seq
    ), said_rows AS (
      INSERT INTO session_messages (session_id, seq, run_id, place, message, tokens, at)
      SELECT session_id, last_seq - total + nth, run_id, place, message, tokens, at FROM said_fresh, said_in
      RETURNING seq
    )`

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

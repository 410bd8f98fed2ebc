import type { Sql } from '../../lib/store/index.ts'
import type { SessionMessage } from './session_messages.ts'

/** A conversation of a user with an agent. */
export interface Session {
  id: string
  /** The agent that it began with. */
  agent_id: string
  /** The beginning of the first thing that was said. */
  title: string | null
  /** What was said up to and with message `summary_seq`, in short. */
  summary: string | null
  summary_seq: number
  /** The number of the last message; 0 when nothing was said. */
  last_seq: number
  forked_from: string | null
  forked_seq: number | null
  /** RFC 3339. */
  created_at: string
  updated_at: string
}

/** What a conversation goes on with. */
export interface OpenedSession {
  summary: string | null
  /** The last messages that the summary does not cover, in order. */
  last: Pick<SessionMessage, 'run_id' | 'place' | 'message'>[]
}

/**
 * Opens a session of this user, which is made when there is none of that id, and answers its summary and its last `most`
 * messages. Null when the id is another user's. One statement.
 */
export async function openSession(
  sql: Sql,
  { id, user_id, agent_id, at, most }: { id: string; user_id: string; agent_id: string; at: string; most: number },
): Promise<OpenedSession | null> {
  return await sql<OpenedSession>`
    WITH asked AS (
      SELECT ${id}::text AS session_id, ${user_id}::text AS user_id, ${agent_id}::text AS agent_id,
        ${at}::timestamptz AS at, ${most}::int AS most
    ), ${sql.raw(OPEN)}
    SELECT summary, last FROM opened_session`.fetchOne()
}

/**
 * What opens a session within another statement. It is a part of a WITH, after `asked(session_id, user_id, agent_id, at,
 * most)`, which has one row or none; `opened_session(summary, last)` is what `openSession` answers.
 */
export const OPEN = `touched_session AS (
      INSERT INTO sessions AS s (id, user_id, agent_id, created_at, updated_at)
      SELECT session_id, user_id, agent_id, at, at FROM asked
      ON CONFLICT (id) DO UPDATE SET updated_at = greatest(s.updated_at, excluded.updated_at)
        WHERE s.user_id = excluded.user_id
      RETURNING id, summary, summary_seq
    ), opened_session AS (
      SELECT summary, (
        SELECT coalesce(jsonb_agg(jsonb_build_object('run_id', run_id, 'place', place, 'message', message) ORDER BY seq), '[]')
        FROM (
          SELECT m.seq, m.run_id, m.place, m.message FROM session_messages m
          WHERE m.session_id = t.id AND m.seq > t.summary_seq ORDER BY m.seq DESC LIMIT (SELECT most FROM asked)
        ) newest
      ) AS last
      FROM touched_session t
    )`

/** A session of this user, or null. */
export async function getSession(sql: Sql, { id, user_id }: { id: string; user_id: string }): Promise<Session | null> {
  return await sql<Session>`
    SELECT id, agent_id, title, summary, summary_seq, last_seq, forked_from, forked_seq, created_at, updated_at
    FROM sessions WHERE id = ${id} AND user_id = ${user_id}`.fetchOne()
}

/** Which sessions are listed: those after `before`, which is the last one of the page before. */
export interface SessionPage {
  user_id: string
  agent_id?: string
  limit?: number
  before?: Pick<Session, 'id' | 'updated_at'>
}

/** Sessions of this user, the ones last used first (Default: 50). */
export async function listSessions(
  sql: Sql,
  { user_id, agent_id, limit = 50, before }: SessionPage,
): Promise<Session[]> {
  return await sql<Session>`
    SELECT id, agent_id, title, summary, summary_seq, last_seq, forked_from, forked_seq, created_at, updated_at
    FROM sessions
    WHERE user_id = ${user_id}
      AND (${agent_id ?? null}::text IS NULL OR agent_id = ${agent_id ?? null}::text)
      AND (${before?.id ?? null}::text IS NULL
        OR (updated_at, id) < (${before?.updated_at ?? null}::timestamptz, ${before?.id ?? null}::text))
    ORDER BY updated_at DESC, id DESC LIMIT ${limit}`.fetch()
}

/**
 * Sets the summary, if nobody has set another one since it was read as reaching to `from_seq`; false when somebody has,
 * or when the session is not there.
 */
export async function setSummary(
  sql: Sql,
  { id, from_seq, to_seq, summary }: { id: string; from_seq: number; to_seq: number; summary: string },
): Promise<boolean> {
  const set = await sql`
    UPDATE sessions SET summary = ${summary}, summary_seq = ${to_seq}
    WHERE id = ${id} AND summary_seq = ${from_seq}
    RETURNING id`.fetchOne()
  return set !== null
}

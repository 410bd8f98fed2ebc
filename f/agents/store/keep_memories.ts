import type { Sql } from '../../lib/store/index.ts'
import type { MemoryKind, MemoryScope, MemoryState } from './memories.ts'
import { DEFAULT_REASON, TAKES_PLACE } from './supersede_rule.ts'

export interface NewMemory {
  /** Derived of where it comes from: an id that was kept, or forgotten, before is not kept again. */
  id: string
  kind: MemoryKind
  scope: MemoryScope
  agent_id: string | null
  session_id: string | null
  content: string
  subject: string | null
  only_one: boolean
  words: string[]
  fingerprint: string
  state: 'active' | 'proposed'
  /** Ids of memories that it takes the place of, and why. */
  supersedes: string[]
  reason: string | null
  /** RFC 3339. */
  expires_at: string | null
}

export interface Keeping {
  user_id: string
  run_id: string | null
  actor: string
  /** A person wants it: what was rejected before is kept all the same. */
  insist: boolean
  at: string
}

/** What a memory came to. `change` is what was done to it now; `same` when an equal one stood there. */
export interface Kept {
  /** Of the memory that stands now: an older one when it is equal. */
  id: string
  kind: MemoryKind
  content: string
  state: MemoryState
  change: 'kept' | 'proposed' | 'same'
  /** Memories whose place it took. */
  superseded: string[]
}

/**
 * Keeps memories of a user, and answers what each came to, in their order. Equal ones are one, whose `seen_at` moves on.
 * Those that become active take the place of others by `TAKES_PLACE`. All of it, with the history, is one statement, and
 * doing it again does nothing, and answers the same.
 */
export async function keepMemories(sql: Sql, memories: NewMemory[], keeping: Keeping): Promise<Kept[]> {
  const { user_id, run_id, actor, insist, at } = keeping
  const rows = memories.map((memory, place) => ({ ...memory, place }))
  return await sql<Kept>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${rows}::jsonb) AS g(place int, id text, kind text, scope text, agent_id text,
        session_id text, content text, subject text, only_one boolean, words text[], fingerprint text, state text,
        supersedes text[], reason text, expires_at timestamptz)
    ), kept AS (
      INSERT INTO memories AS m (id, user_id, kind, scope, agent_id, session_id, content, subject, only_one, words,
        fingerprint, state, supersedes, reason, run_id, created_at, seen_at, expires_at)
      SELECT id, ${user_id}, kind, scope, agent_id, session_id, content, subject, only_one, words, fingerprint, state,
        supersedes, reason, ${run_id}::text, ${at}::timestamptz, ${at}::timestamptz, expires_at
      FROM given
      WHERE NOT EXISTS (SELECT FROM memory_changes c WHERE c.memory_id = given.id)
        -- Said again beside what takes its place: a statement changes a row only once.
        AND NOT EXISTS (SELECT FROM given g JOIN memories o ON o.id = ANY (g.supersedes)
          WHERE o.user_id = ${user_id} AND o.state = 'active' AND o.fingerprint = given.fingerprint)
      ON CONFLICT (user_id, fingerprint) WHERE state IN ('proposed', 'active', 'rejected') DO UPDATE SET
        seen_at = greatest(m.seen_at, excluded.seen_at),
        state = CASE
          WHEN m.state = 'active' OR (m.state = 'rejected' AND NOT ${insist}::boolean) THEN m.state
          ELSE excluded.state END,
        supersedes = m.supersedes || excluded.supersedes,
        reason = coalesce(excluded.reason, m.reason),
        expires_at = CASE
          WHEN ${insist}::boolean OR m.expires_at <= excluded.seen_at THEN excluded.expires_at
          ELSE m.expires_at END
      RETURNING m.*
    ), replaced AS (
      UPDATE memories o SET state = 'superseded', superseded_by = k.id,
        reason = coalesce(k.reason, ${sql.raw(DEFAULT_REASON)})
      FROM kept k WHERE ${sql.raw(TAKES_PLACE)}
      RETURNING o.id, o.superseded_by, o.reason
    ), changed AS (
      SELECT given.place, k.id, k.kind, k.content, k.state, k.reason, CASE
        WHEN before.state IS NOT DISTINCT FROM k.state THEN 'same'
        WHEN k.state = 'active' THEN 'kept' ELSE 'proposed' END AS change
      FROM kept k JOIN given USING (fingerprint) LEFT JOIN memories before ON before.id = k.id
    ), noted AS (
      INSERT INTO memory_changes (memory_id, user_id, change, actor, reason, at)
      SELECT id, ${user_id}, change, ${actor}, reason, ${at}::timestamptz FROM changed WHERE change <> 'same'
      UNION ALL
      SELECT id, ${user_id}, 'superseded', ${actor}, reason, ${at}::timestamptz FROM replaced
    )
    SELECT id, kind, content, state, change, superseded FROM (
      SELECT place, id, kind, content, state, change,
        to_jsonb(ARRAY(SELECT r.id FROM replaced r WHERE r.superseded_by = changed.id)) AS superseded
      FROM changed
      UNION ALL
      SELECT given.place, m.id, m.kind, m.content, m.state, done.change,
        to_jsonb(ARRAY(SELECT o.id FROM memories o WHERE o.superseded_by = m.id))
      FROM given JOIN memories m USING (id) JOIN LATERAL (
        SELECT c.change FROM memory_changes c WHERE c.memory_id = m.id ORDER BY c.seq LIMIT 1) done ON true
      WHERE m.id NOT IN (SELECT id FROM kept)
    ) come_to ORDER BY place`.fetch()
}

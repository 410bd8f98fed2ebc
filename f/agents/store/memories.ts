import type { Sql } from '../../lib/store/index.ts'

/*
 * A memory is a sentence that an agent is reminded of later. Its states:
 *
 *   (new) ──▶ active                       it may be recalled
 *   (new) ──▶ proposed ──▶ active          a person is asked, and agrees
 *             proposed ──▶ rejected        or does not: it is not proposed again, but a person may still say it
 *   active ──▶ superseded                  another one took its place; kept, with the reason
 *
 * Forgetting and expiry take the row away. Each change is a row of memory_changes, which repeats no content.
 */
export type MemoryState = 'proposed' | 'active' | 'rejected' | 'superseded'
/** What was talked about; what is so about the user; what the agent found out about its work. */
export type MemoryKind = 'conversation' | 'fact' | 'learned'
/** Who is reminded: every agent of the user, one agent, or one session. */
export type MemoryScope = 'user' | 'agent' | 'session'

export interface Memory {
  id: string
  kind: MemoryKind
  scope: MemoryScope
  agent_id: string | null
  /** The session that it goes with, and is deleted with. */
  session_id: string | null
  content: string
  subject: string | null
  state: MemoryState
  /** Why it takes the place of another one, was superseded or rejected. */
  reason: string | null
  superseded_by: string | null
  /** The run that it comes from; null when a person said it. */
  run_id: string | null
  /** RFC 3339; `seen_at` is when it was last said. */
  created_at: string
  seen_at: string
  expires_at: string | null
}

export interface MemoryPage {
  user_id: string
  state?: MemoryState
  kind?: MemoryKind
  /** Those that this agent is reminded of in some session. */
  agent_id?: string
  limit?: number
  /** RFC 3339: what has expired by then is left out (Default: nothing is). */
  at?: string
  /** The last one of the page before. */
  before?: Pick<Memory, 'id' | 'seen_at'>
}

/** Memories of this user, those last said first (Default: active ones, 100). */
export async function listMemories(
  sql: Sql,
  { user_id, state = 'active', kind, agent_id, limit = 100, at, before }: MemoryPage,
): Promise<Memory[]> {
  return await sql<Memory>`
    SELECT id, kind, scope, agent_id, session_id, content, subject, state, reason, superseded_by, run_id, created_at,
      seen_at, expires_at
    FROM memories
    WHERE user_id = ${user_id} AND state = ${state} AND (${at ?? null}::timestamptz IS NULL OR expires_at IS NULL OR expires_at > ${at ?? null}::timestamptz)
      AND (${kind ?? null}::text IS NULL OR kind = ${kind ?? null}::text)
      AND (${agent_id ?? null}::text IS NULL OR scope = 'user' OR agent_id = ${agent_id ?? null}::text)
      AND (${before?.id ?? null}::text IS NULL
        OR (seen_at, id) < (${before?.seen_at ?? null}::timestamptz, ${before?.id ?? null}::text))
    ORDER BY seen_at DESC, id DESC LIMIT ${limit}`.fetch()
}

/** A memory of this user, or null. */
export async function getMemory(sql: Sql, { id, user_id }: { id: string; user_id: string }): Promise<Memory | null> {
  return await sql<Memory>`
    SELECT id, kind, scope, agent_id, session_id, content, subject, state, reason, superseded_by, run_id, created_at,
      seen_at, expires_at
    FROM memories WHERE id = ${id} AND user_id = ${user_id}`.fetchOne()
}

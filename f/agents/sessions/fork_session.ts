import type { Sql } from '../../lib/store/index.ts'
import { copySession } from '../store/fork_session.ts'
import { sessionFault } from './session_faults.ts'

export interface ForkedSession {
  session_id: string
  forked_from: string
}

/**
 * Copies a session up to message number `until` (Default: all of it) under the id `new_id`: both go on by themselves.
 * Doing it again does nothing. Memories of the session are not copied. Throws CodedError `SESSION_NOT_FOUND`, or
 * `SESSION_EXISTS` when the new id is taken. `at` is RFC 3339.
 */
export async function forkSession(
  sql: Sql,
  fork: { user_id: string; session_id: string; new_id: string; until?: number | null; at: string },
): Promise<ForkedSession> {
  const { user_id, session_id, new_id, until = null, at } = fork
  const state = await copySession(sql, { user_id, id: session_id, new_id, until, at })
  if (state === 'not_found') throw sessionFault('SESSION_NOT_FOUND', session_id)
  if (state === 'taken') throw sessionFault('SESSION_EXISTS', new_id)
  return { session_id: new_id, forked_from: session_id }
}

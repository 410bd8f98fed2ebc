import type { Sql } from '../../lib/store/index.ts'
import { lastMessages, type SessionMessage } from '../store/session_messages.ts'
import { getSession, type Session } from '../store/sessions.ts'
import { sessionFault } from './session_faults.ts'

export { listSessions } from '../store/sessions.ts'

/** A session with what was said in it, in order. */
export interface SessionDetail extends Session {
  messages: Omit<SessionMessage, 'place' | 'tokens'>[]
}

/** How many messages one answer holds. */
const MOST_MESSAGES = 1_000

/**
 * A session of this user with its last messages (at most 1000), those after number `since` only. Throws CodedError
 * `SESSION_NOT_FOUND`.
 */
export async function readSession(
  sql: Sql,
  { user_id, session_id, since = 0 }: { user_id: string; session_id: string; since?: number },
): Promise<SessionDetail> {
  const session = await getSession(sql, { id: session_id, user_id })
  if (!session) throw sessionFault('SESSION_NOT_FOUND', session_id)
  const said = await lastMessages(sql, session_id, since, MOST_MESSAGES)
  return { ...session, messages: said.map(({ seq, run_id, message, at }) => ({ seq, run_id, message, at })) }
}

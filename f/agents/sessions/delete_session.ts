import type { Sql } from '../../lib/store/index.ts'
import { removeSession } from '../store/delete_session.ts'
import { sessionFault } from './session_faults.ts'

export interface DeletedSession {
  session_id: string
}

/**
 * Deletes a session of this user with everything in it: messages, memories, runs with their tool calls and events. Throws
 * CodedError `SESSION_NOT_FOUND`, or `SESSION_BUSY` while a run of it goes on. What Windmill keeps of the jobs of those
 * runs is Windmill's, and goes with its retention period.
 */
export async function deleteSession(
  sql: Sql,
  { user_id, session_id }: { user_id: string; session_id: string },
): Promise<DeletedSession> {
  const state = await removeSession(sql, { id: session_id, user_id })
  if (state === 'not_found') throw sessionFault('SESSION_NOT_FOUND', session_id)
  if (state === 'busy') throw sessionFault('SESSION_BUSY', session_id)
  return { session_id }
}

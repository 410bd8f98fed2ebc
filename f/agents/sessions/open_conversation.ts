import type { Message } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import { type OpenedSession, openSession } from '../store/sessions.ts'
import { sessionFault } from './session_faults.ts'
import { wholeTurns } from './whole_turns.ts'

/** What a model is told of what was said before. */
export interface Conversation {
  session_id: string
  /** The summary, when there is one, as a system message; then the last messages, beginning with a user's. */
  messages: Message[]
}

/** (Default of `last_messages`) */
const LAST_MESSAGES = 20

/**
 * Opens a session of this user for a run, and makes it when there is none of that id. Throws CodedError
 * `SESSION_NOT_FOUND` when the id is another user's. `agent` is the id of the agent; `at` is RFC 3339.
 */
export async function openConversation(
  sql: Sql,
  session: { user_id: string; session_id: string; agent: string; at: string; last_messages?: number },
): Promise<Conversation> {
  const { user_id, session_id, agent, at, last_messages = LAST_MESSAGES } = session
  const opened = await openSession(sql, { id: session_id, user_id, agent_id: agent, at, most: last_messages })
  if (!opened) throw sessionFault('SESSION_NOT_FOUND', session_id)
  return { session_id, messages: saidBefore(opened) }
}

/** What a model is told of a session: the summary, when there is one, as a system message, and whole turns. */
export function saidBefore({ summary, last }: OpenedSession): Message[] {
  const head: Message[] = summary ? [{ role: 'system', content: `${SUMMARY_HEAD}\n${summary}` }] : []
  return [...head, ...wholeTurns(last)]
}

const SUMMARY_HEAD = 'What was said earlier in this conversation, in short:'

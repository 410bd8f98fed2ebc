import { cut } from '../../lib/cut.ts'
import type { Message } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import { addMessages, type NewMessages } from '../store/session_messages.ts'
import { sessionFault } from './session_faults.ts'
import { estimateTokens } from './token_estimate.ts'

export interface Appended {
  /** How many of the messages were not there yet. */
  added: number
}

const TITLE_LENGTH = 80

/** What was said in a run: `messages[0]` at the run's place `from` (Default: 0), and so on. `at` is RFC 3339. */
export interface Said {
  session_id: string
  run_id: string
  messages: Message[]
  at: string
  from?: number
}

/**
 * Adds what was said in a run to its session. A message whose place is taken is left as it stands, so that adding again
 * adds nothing. Throws CodedError `SESSION_NOT_FOUND` when the session has been deleted.
 */
export async function appendMessages(sql: Sql, said: Said): Promise<Appended> {
  if (said.messages.length === 0) return { added: 0 }
  const added = await addMessages(sql, newMessages(said))
  if (added === null) throw sessionFault('SESSION_NOT_FOUND', said.session_id)
  return { added }
}

/** What was said, as it is added to a session. */
export function newMessages({ session_id, run_id, messages, at, from = 0 }: Said): NewMessages {
  const rows = messages.map((message, index) => ({ place: from + index, message, tokens: estimateTokens(message) }))
  return { session_id, run_id, messages: rows, title: titleOf(messages), at }
}

function titleOf(messages: Message[]): string | null {
  const first = messages
    .find(({ role }) => role === 'user')
    ?.content.replace(/\s+/g, ' ')
    .trim()
  if (!first) return null
  if (first.length <= TITLE_LENGTH) return first
  return `${cut(first, TITLE_LENGTH - 1)}…`
}

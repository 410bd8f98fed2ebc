import type { Message } from '../../lib/llm/index.ts'
import { isDuplicate, type Sql } from '../../lib/store/index.ts'
import { addMessages } from '../store/session_messages.ts'
import { sessionFault } from './session_faults.ts'
import { estimateTokens } from './token_estimate.ts'

export interface Appended {
  /** How many of the messages were not there yet. */
  added: number
}

const TITLE_LENGTH = 80

/**
 * Adds what was said in a run to its session: `messages[0]` at the run's place `from` (Default: 0), and so on. A message
 * whose place is taken is left as it stands, so that adding again adds nothing. Throws CodedError `SESSION_NOT_FOUND`
 * when the session has been deleted. `at` is RFC 3339.
 */
export async function appendMessages(
  sql: Sql,
  said: { session_id: string; run_id: string; messages: Message[]; at: string; from?: number },
): Promise<Appended> {
  const { session_id, run_id, messages, at, from = 0 } = said
  if (messages.length === 0) return { added: 0 }
  const rows = messages.map((message, index) => ({ place: from + index, message, tokens: estimateTokens(message) }))
  const batch = { session_id, run_id, messages: rows, title: titleOf(messages), at }
  const added = await addMessages(sql, batch).catch((error) => {
    // Two that add the same at once: the second one's statement fails as a whole, and finds it done when tried again.
    if (!isDuplicate(error)) throw error
    return addMessages(sql, batch)
  })
  if (added === null) throw sessionFault('SESSION_NOT_FOUND', session_id)
  return { added }
}

function titleOf(messages: Message[]): string | null {
  const first = messages
    .find(({ role }) => role === 'user')
    ?.content.replace(/\s+/g, ' ')
    .trim()
  if (!first) return null
  return first.length > TITLE_LENGTH ? `${first.slice(0, TITLE_LENGTH - 1)}…` : first
}

import { deriveId } from '../../lib/ids.ts'
import type { NewMemory } from '../store/keep_memories.ts'
import type { MemoryKind, MemoryScope } from '../store/memories.ts'
import { fingerprintOf } from './fingerprint.ts'
import { memoryFault } from './memory_faults.ts'
import { memoryWords } from './memory_words.ts'
import { isSecret } from './secret_text.ts'

/** What is to be remembered, before it has an id. */
export interface Draft {
  kind: MemoryKind
  scope: MemoryScope
  agent_id: string | null
  session_id: string | null
  content: string
  subject?: string | null
  only_one?: boolean
  state?: 'active' | 'proposed'
  supersedes?: string[]
  reason?: string | null
  /** How many days it is true; for good when 0 or absent. */
  lasts_days?: number
}

export const MOST_CHARACTERS = 2_000
const MOST_SUBJECT = 100
const DAY_MS = 86_400_000

/**
 * A memory as it is kept: `source` names where it comes from, and makes its id with the content. Throws CodedError
 * `MEMORY_CONTENT` when it is empty or too long, `MEMORY_SECRET`, `MEMORY_SCOPE` without the id that its scope needs.
 */
export function newMemory(draft: Draft, source: string, at: string): NewMemory {
  const { kind, scope, agent_id, session_id, only_one = false, state = 'active', supersedes = [] } = draft
  const content = draft.content.replace(/\s+/g, ' ').trim()
  if (!content || content.length > MOST_CHARACTERS)
    throw memoryFault('MEMORY_CONTENT', `A memory has 1 to ${MOST_CHARACTERS} characters: say it in a sentence.`)
  if (isSecret(content))
    throw memoryFault(
      'MEMORY_SECRET',
      'This holds a password or a key: keep it in a secret variable of Windmill instead.',
    )
  if ((scope === 'agent' && !agent_id) || (scope === 'session' && !session_id))
    throw memoryFault('MEMORY_SCOPE', `A memory of scope ${scope} needs ${scope}_id.`, { scope })
  const subject = draft.subject?.toLowerCase().replace(/\s+/g, ' ').trim().slice(0, MOST_SUBJECT) || null
  const placed = { kind, scope, agent_id, session_id, content }
  const fingerprint = fingerprintOf(placed)
  const days = draft.lasts_days ?? 0
  return {
    id: deriveId('memory', source, fingerprint),
    ...placed,
    ...{ subject, only_one, state, supersedes, fingerprint },
    words: memoryWords(`${subject ?? ''} ${content}`),
    reason: draft.reason?.trim() || null,
    expires_at: days > 0 ? new Date(Date.parse(at) + days * DAY_MS).toISOString() : null,
  }
}

import { deriveId } from '../../lib/ids.ts'
import type { NewMemory } from '../store/keep_memories.ts'

/** The same for memories that say the same to the same, whatever their case, spaces and last full stop. */
export function fingerprintOf(
  memory: Pick<NewMemory, 'kind' | 'scope' | 'agent_id' | 'session_id' | 'content'>,
): string {
  const { kind, scope, agent_id, session_id, content } = memory
  const text = content
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.!\s]+$/, '')
    .trim()
  return deriveId('memory', kind, scope, agent_id ?? '', session_id ?? '', text)
}

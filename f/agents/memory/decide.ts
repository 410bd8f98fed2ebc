import type { Sql } from '../../lib/store/index.ts'
import { decideMemory } from '../store/decide_memory.ts'
import { getMemory } from '../store/memories.ts'
import { memoryFault } from './memory_faults.ts'

export interface MemoryDecision {
  user_id: string
  id: string
  reason?: string | null
  /** RFC 3339. */
  at: string
}

/**
 * A person agrees to a proposed memory: from now on it is recalled, and those whose place it takes are superseded.
 * Throws CodedError `MEMORY_NOT_FOUND`, or `MEMORY_NOT_PROPOSED` when it was decided already.
 */
export const approveMemory = (sql: Sql, decision: MemoryDecision): Promise<{ id: string; superseded: string[] }> =>
  decide(sql, decision, true)

/** A person does not agree: it is not recalled, and not proposed again. Throws as `approveMemory` does. */
export async function rejectMemory(sql: Sql, decision: MemoryDecision): Promise<{ id: string }> {
  const { id } = await decide(sql, decision, false)
  return { id }
}

async function decide(sql: Sql, { user_id, id, reason = null, at }: MemoryDecision, approve: boolean) {
  const decided = await decideMemory(sql, { id, user_id, approve, actor: `user/${user_id}`, reason, at })
  if (decided) return { id, superseded: decided.superseded }
  const memory = await getMemory(sql, { id, user_id })
  if (!memory) throw memoryFault('MEMORY_NOT_FOUND', `There is no memory ${id}. It may have been forgotten.`, { id })
  const message = `Memory ${id} is ${memory.state}: only proposed ones wait for a person.`
  throw memoryFault('MEMORY_NOT_PROPOSED', message, { id, state: memory.state })
}

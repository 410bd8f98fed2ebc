import type { Embedder } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { Kept } from '../store/keep_memories.ts'
import type { MemoryKind, MemoryScope } from '../store/memories.ts'
import { unknownMemories } from '../store/unknown_memories.ts'
import { keep } from './keep.ts'
import { memoryFault } from './memory_faults.ts'
import { newMemory } from './new_memory.ts'

export interface ToRemember {
  user_id: string
  agent_id?: string | null
  session_id?: string | null
  content: string
  /** (Default: fact) */
  kind?: MemoryKind
  /** Who is reminded of it (Default: user). */
  scope?: MemoryScope
  /** What it is about, in a word or two; with `only_one`, older ones about the same are superseded. */
  subject?: string | null
  only_one?: boolean
  /** Ids of memories that it takes the place of, and why. */
  replaces?: string[]
  why?: string | null
  /** How many days it is true (Default: for good). */
  lasts_days?: number
  /** `proposed` waits for a person (Default: active). */
  state?: 'active' | 'proposed'
  /** Of this call: remembering again under the same key does nothing. */
  key: string
  /** The run that says it; null for a person, who may also say what was rejected before. */
  run_id?: string | null
  /** RFC 3339. */
  at: string
}

/**
 * Remembers a sentence about the user. An equal one that stands there is the answer then. Throws CodedError
 * `MEMORY_CONTENT`, `MEMORY_SECRET`, `MEMORY_SCOPE`, or `MEMORY_NOT_FOUND` when it is to replace what is not the user's.
 */
export async function remember(
  sql: Sql,
  llm: Embedder,
  { user_id, agent_id, session_id, replaces, why, key, run_id = null, at, ...said }: ToRemember,
): Promise<{ memory: Kept | null; note: string | null }> {
  const { kind = 'fact', scope = 'user' } = said
  const draft = {
    ...{ ...said, kind, scope, supersedes: replaces, reason: why },
    agent_id: scope === 'user' ? null : (agent_id ?? null),
    session_id: scope === 'session' ? (session_id ?? null) : null,
  }
  const actor = run_id ? `run/${run_id}` : `user/${user_id}`
  const memory = newMemory(draft, `${actor}/${key}`, at)
  const unknown = await unknownMemories(sql, { user_id, ids: memory.supersedes, successor: memory.id })
  if (unknown.length > 0)
    throw memoryFault('MEMORY_NOT_FOUND', `There is no memory ${unknown.join(', ')}: leave it out of replaces.`, {
      ids: unknown,
    })
  const { kept, note } = await keep(sql, llm, [memory], { user_id, run_id, actor, insist: run_id === null, at })
  return { memory: kept[0] ?? null, note }
}

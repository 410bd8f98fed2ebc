import { CodedError } from '../../lib/errors.ts'
import type { Embedder } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import { type Keeping, type Kept, keepMemories, type NewMemory } from '../store/keep_memories.ts'
import { setVectors } from '../store/memory_vectors.ts'
import { isWithoutVectors } from '../store/recall_memories.ts'

/** What was kept, and what a person should know about it. */
export interface Keeps {
  kept: Kept[]
  note: string | null
}

/** Said wherever vectors are missed. */
export const NO_VECTORS =
  'The data table has no vectors, so memories are compared by their words: install pgvector and apply the last migration (memory_vectors).'

/**
 * Keeps memories and then gives those that are new their vectors. A memory without one is no loss: it is found by its
 * words until `embed_memories` has run.
 */
export async function keep(sql: Sql, llm: Embedder, memories: NewMemory[], keeping: Keeping): Promise<Keeps> {
  if (memories.length === 0) return { kept: [], note: null }
  const kept = await keepMemories(sql, memories, keeping)
  const fresh = kept.filter(({ change }) => change !== 'same')
  return { kept, note: await giveVectors(sql, llm, fresh) }
}

/** Gives memories their vectors; what stands in the way is the answer, null when nothing does. */
export async function giveVectors(
  sql: Sql,
  llm: Embedder,
  memories: { id: string; content: string }[],
): Promise<string | null> {
  if (memories.length === 0) return null
  try {
    const { vectors, model } = await llm.embed(memories.map(({ content }) => content))
    await setVectors(
      sql,
      memories.map(({ id }, index) => ({ id, vector: vectors[index]! })),
      model,
    )
    return null
  } catch (error) {
    if (isWithoutVectors(error)) return NO_VECTORS
    if (error instanceof CodedError) return `Memories have no vectors yet: ${error.message}`
    throw error
  }
}

import type { Embedder } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import { listWithoutVector } from '../store/memory_vectors.ts'
import { isWithoutVectors } from '../store/recall_memories.ts'
import { giveVectors, NO_VECTORS } from './keep.ts'

/** In one request of the provider. */
const BATCH = 100

/**
 * Gives vectors of `model` (the provider's embedding model) to memories that have none of it: those that were kept while
 * the provider did not answer, or before another model was chosen. At most `limit`; `note` says what stood in the way.
 */
export async function embedMissing(
  sql: Sql,
  llm: Embedder,
  { model, limit }: { model: string; limit: number },
): Promise<{ embedded: number; note: string | null }> {
  let embedded = 0
  while (embedded < limit) {
    const batch = await listWithoutVector(sql, { model, limit: Math.min(BATCH, limit - embedded) }).catch((error) => {
      if (isWithoutVectors(error)) return null
      throw error
    })
    if (!batch) return { embedded, note: NO_VECTORS }
    if (batch.length === 0) break
    const note = await giveVectors(sql, llm, batch)
    if (note) return { embedded, note }
    embedded += batch.length
  }
  return { embedded, note: null }
}

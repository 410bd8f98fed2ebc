import type { Sql } from '../../lib/store/index.ts'

export interface MemoryVector {
  id: string
  vector: number[]
}

/** Sets vectors of memories, made by `model`. Throws when there is no vector column (`isWithoutVectors`). */
export async function setVectors(sql: Sql, vectors: MemoryVector[], model: string): Promise<void> {
  const rows = vectors.map(({ id, vector }) => ({ id, vector: JSON.stringify(vector) }))
  await sql`
    UPDATE memories m SET embedding = given.vector::vector, embedding_model = ${model}
    FROM jsonb_to_recordset(${rows}::jsonb) AS given(id text, vector text)
    WHERE m.id = given.id`.execute()
}

/** Memories that have no vector of this model yet, the last said first. Throws as `setVectors` does. */
export async function listWithoutVector(
  sql: Sql,
  { model, limit }: { model: string; limit: number },
): Promise<{ id: string; content: string }[]> {
  return await sql<{ id: string; content: string }>`
    SELECT id, content FROM memories
    WHERE state IN ('active', 'proposed') AND embedding_model IS DISTINCT FROM ${model}
    ORDER BY seen_at DESC LIMIT ${limit}`.fetch()
}

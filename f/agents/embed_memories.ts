import { connectLlm, readProvider } from '../lib/llm/index.ts'
import { dataTable } from '../lib/store/index.ts'
import { embedMissing } from './memory/index.ts'

/** How many memories one run looks at, so that none takes all day. */
const LIMIT = 5_000

/**
 * Gives vectors to memories that have none of the provider's embedding model: after the provider did not answer, after
 * another model was chosen, and after pgvector was installed. `note` says what stood in the way.
 */
export async function main(
  provider: string | null = null,
  limit: number | null = null,
): Promise<{ embedded: number; note: string | null }> {
  const read = await readProvider(provider ?? undefined)
  const wanted = { model: read.models.embedding, limit: limit ?? LIMIT }
  return await embedMissing(dataTable(), connectLlm(read), wanted)
}

import type { CallFacts } from './fault.ts'
import { llmFault } from './fault.ts'
import { faultOf, openClient } from './openai_client.ts'
import { EMBEDDING_DIMENSIONS, type Embeddings, type Provider } from './types.ts'

const TIMEOUT_MS = 30_000
/** A model that makes 1536 numbers and refuses to be told so. */
const FIXED = /ada-002/

/**
 * Vectors of texts by the provider's embedding model (`models.embedding`), with 1536 numbers each: a model is told to
 * make as many where it can be told, and shorter vectors are filled up with zeros, which leaves the angles between them
 * as they are. Throws CodedError with an LlmCode, `LLM_WRONG_DIMENSIONS` for longer ones.
 */
export async function embed(provider: Provider, texts: string[]): Promise<Embeddings> {
  const model = provider.models.embedding
  const facts: CallFacts = { provider, model, timeout_ms: TIMEOUT_MS, needed_by: 'memory' }
  if (texts.length === 0) return { vectors: [], model, input_tokens: 0 }
  const ollama = provider.kind === 'ollama'
  const base = ollama ? `${provider.base_url.replace(/\/+$|\/v1\/*$/g, '')}/v1` : provider.base_url
  const { sdk, client } = await openClient(facts, 2, base)
  const dimensions = ollama || FIXED.test(model) ? {} : { dimensions: EMBEDDING_DIMENSIONS }
  const answer = await client.embeddings
    .create({ model, input: texts, ...dimensions })
    .catch(async (error) => Promise.reject(await faultOf(sdk, facts, error, false)))
  const vectors = [...(answer.data ?? [])].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding)
  if (vectors.length !== texts.length)
    throw llmFault('LLM_BAD_RESPONSE', facts, `${vectors.length} vectors for ${texts.length} texts`)
  return {
    vectors: vectors.map((vector) => padded(vector, facts)),
    model,
    input_tokens: answer.usage?.prompt_tokens ?? 0,
  }
}

function padded(vector: number[], facts: CallFacts): number[] {
  const missing = EMBEDDING_DIMENSIONS - vector.length
  if (missing < 0 || vector.length === 0) throw llmFault('LLM_WRONG_DIMENSIONS', facts, String(vector.length))
  return missing === 0 ? vector : [...vector, ...new Array<number>(missing).fill(0)]
}

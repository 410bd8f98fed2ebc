import type { CallFacts } from './fault.ts'
import { llmFault } from './fault.ts'
import { requestOpenai } from './openai_request.ts'
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
  const dimensions = ollama || FIXED.test(model) ? {} : { dimensions: EMBEDDING_DIMENSIONS }
  const deadline = AbortSignal.timeout(TIMEOUT_MS)
  const body = { model, input: texts, encoding_format: 'base64', ...dimensions }
  const response = await requestOpenai(facts, { path: 'embeddings', body, base_url: base, deadline })
  const answer = await readAnswer(response, facts)
  const vectors = [...(answer.data ?? [])]
    .sort((a, b) => a.index - b.index)
    .flatMap(({ embedding }) => (embedding ? [numbersOf(embedding)] : []))
  if (vectors.length !== texts.length)
    throw llmFault('LLM_BAD_RESPONSE', facts, `${vectors.length} vectors for ${texts.length} texts`)
  return {
    vectors: vectors.map((vector) => padded(vector, facts)),
    model,
    input_tokens: answer.usage?.prompt_tokens ?? 0,
  }
}

interface Answer {
  data?: { index: number; embedding?: number[] | string }[]
  usage?: { prompt_tokens?: number }
}

/** A vector as it came: its numbers, or their bytes in base64, which are a third as long. */
function numbersOf(embedding: number[] | string): number[] {
  if (typeof embedding !== 'string') return embedding
  const bytes = Uint8Array.from(Buffer.from(embedding, 'base64'))
  return Array.from(new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4)))
}

async function readAnswer(response: Response, facts: CallFacts): Promise<Answer> {
  try {
    return (await response.json()) as Answer
  } catch {
    throw llmFault('LLM_BAD_RESPONSE', facts, 'an answer that is no JSON')
  }
}

function padded(vector: number[], facts: CallFacts): number[] {
  const missing = EMBEDDING_DIMENSIONS - vector.length
  if (missing < 0 || vector.length === 0) throw llmFault('LLM_WRONG_DIMENSIONS', facts, String(vector.length))
  return missing === 0 ? vector : [...vector, ...new Array<number>(missing).fill(0)]
}

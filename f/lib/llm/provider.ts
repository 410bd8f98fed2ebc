import * as wmill from 'windmill-client'
import { CodedError } from '../errors.ts'
import type { Provider } from './types.ts'

/** The provider that everything uses unless it is told another. */
export const DEFAULT_PROVIDER = 'f/openanalyst/llm'

const KINDS = ['openai', 'openrouter', 'ollama', 'offline']

/** The provider in the resource at `path`. Throws CodedError `LLM_NOT_CONFIGURED` when it is not there or is none. */
export async function readProvider(path = DEFAULT_PROVIDER): Promise<Provider> {
  let value: unknown
  try {
    value = await wmill.getResource(path)
  } catch (error) {
    throw notConfigured(`the resource ${path} cannot be read`, path, error)
  }
  const { kind, base_url, models } = (value ?? {}) as Partial<Provider>
  if (!KINDS.includes(kind ?? '')) throw notConfigured(`kind of ${path} must be one of ${KINDS.join(', ')}`, path)
  if (!base_url || !URL.canParse(base_url)) throw notConfigured(`base_url of ${path} must be an address`, path)
  if (!models?.chat) throw notConfigured(`models.chat of ${path} must name a model`, path)
  return value as Provider
}

function notConfigured(what: string, path: string, cause?: unknown): CodedError {
  const message = `No model is configured: ${what}. Start with npm start, which sets it, or make a resource of type llm_provider.`
  return new CodedError('LLM_NOT_CONFIGURED', message, { path }, { cause })
}

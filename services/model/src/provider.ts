/** Where chat and embeddings come from: the value of a resource of type `llm_provider`. */
export interface Provider {
  kind: 'openai' | 'openrouter' | 'ollama' | 'offline'
  /** The address of the OpenAI-compatible interface, with its `/v1`. Ollama's own interface is the same without it. */
  base_url: string
  /** Not there where none is needed. */
  api_key?: string
  /** `embedding` must give vectors of 1536 numbers, by itself or by the request's `dimensions`. */
  models: { chat: string; embedding: string }
}

/** Where the offline model listens unless told otherwise. */
export const OFFLINE_BASE_URL = 'http://127.0.0.1:8002/v1'

type Environment = Record<string, string | undefined>

/**
 * The provider that the environment names: the first of `OPENAI_API_KEY`, `OPENROUTER_API_KEY` and `OLLAMA_BASE_URL` that
 * is set, else the offline model at `offlineBaseUrl`. For each, `{NAME}_BASE_URL`, `{NAME}_MODEL` and
 * `{NAME}_EMBEDDING_MODEL` replace the default. Throws an Error that names the variable when an address is none.
 */
export function chooseProvider(env: Environment, offlineBaseUrl = OFFLINE_BASE_URL): Provider {
  const openai = env.OPENAI_API_KEY?.trim()
  if (openai)
    return {
      kind: 'openai',
      base_url: address(env, 'OPENAI_BASE_URL', 'https://api.openai.com/v1'),
      api_key: openai,
      models: models(env, 'OPENAI', 'gpt-5-mini', 'text-embedding-3-small'),
    }
  const openrouter = env.OPENROUTER_API_KEY?.trim()
  if (openrouter)
    return {
      kind: 'openrouter',
      base_url: address(env, 'OPENROUTER_BASE_URL', 'https://openrouter.ai/api/v1'),
      api_key: openrouter,
      models: models(env, 'OPENROUTER', 'openai/gpt-5-mini', 'openai/text-embedding-3-small'),
    }
  if (env.OLLAMA_BASE_URL?.trim())
    return {
      kind: 'ollama',
      base_url: `${address(env, 'OLLAMA_BASE_URL', '').replace(/\/v1$/, '')}/v1`,
      models: models(env, 'OLLAMA', 'qwen3:8b', 'qwen3-embedding:4b'),
    }
  return { kind: 'offline', base_url: offlineBaseUrl, models: { chat: 'offline', embedding: 'offline' } }
}

function models(env: Environment, prefix: string, chat: string, embedding: string): Provider['models'] {
  return {
    chat: env[`${prefix}_MODEL`]?.trim() || chat,
    embedding: env[`${prefix}_EMBEDDING_MODEL`]?.trim() || embedding,
  }
}

function address(env: Environment, variable: string, fallback: string): string {
  const given = env[variable]?.trim() || fallback
  if (!/^https?:\/\//.test(given) || !URL.canParse(given))
    throw new Error(`${variable} must be an address such as ${fallback || 'http://localhost:11434'}, not "${given}".`)
  return given.replace(/\/+$/, '')
}

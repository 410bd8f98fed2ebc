import { requestJson } from '../http.ts'
import type { Provider } from './types.ts'

/** How many names a message can hold. */
const MAX_NAMES = 20
const TIMEOUT_MS = 3_000

/** Names of models that the provider has, for a message: at most 20; none when it does not say. */
export async function listModels({ base_url, api_key }: Provider): Promise<string[]> {
  const headers: Record<string, string> = api_key ? { authorization: `Bearer ${api_key}` } : {}
  try {
    const answer = await requestJson(`${base_url.replace(/\/+$/, '')}/models`, { headers, timeoutMs: TIMEOUT_MS })
    const { data = [] } = answer as { data?: { id: string }[] }
    return data.map(({ id }) => id).slice(0, MAX_NAMES)
  } catch {
    return []
  }
}

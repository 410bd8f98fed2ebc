import type OpenAI from 'openai'
import { connectionReason } from '../http.ts'
import { type CallFacts, llmFault } from './fault.ts'
import { listModels } from './models.ts'
import { codeOfBrokenStream, codeOfStatus } from './status_fault.ts'

type Sdk = typeof import('openai')

/**
 * A client for one call of an OpenAI-compatible server. Only a job that calls a model pays for the package: it is loaded
 * here (see README.md, "What an import costs").
 */
export async function openClient(
  { provider, timeout_ms }: CallFacts,
  retries = 2,
  baseURL = provider.base_url,
): Promise<{ sdk: Sdk; client: OpenAI }> {
  const sdk = await import('openai')
  const apiKey = provider.api_key || 'none'
  return {
    sdk,
    client: new sdk.default({ apiKey, baseURL, maxRetries: retries, timeout: timeout_ms, logLevel: 'off' }),
  }
}

/** The CodedError of what the package threw; `begun` says that an answer had begun to come. */
export async function faultOf(sdk: Sdk, facts: CallFacts, error: unknown, begun: boolean) {
  if (error instanceof sdk.APIConnectionTimeoutError) return llmFault('LLM_TIMEOUT', facts)
  if (error instanceof sdk.APIConnectionError) return llmFault('LLM_UNREACHABLE', facts, connectionReason(error))
  if (error instanceof sdk.APIError && error.status === undefined)
    return llmFault(codeOfBrokenStream(error.message), facts, error.message)
  if (error instanceof sdk.APIError) {
    const code = codeOfStatus(error.status, `${error.code ?? ''} ${error.type ?? ''} ${error.message}`)
    // The words of a refused key repeat parts of it.
    if (code === 'LLM_UNAUTHORIZED') return llmFault(code, facts, `status ${error.status}`)
    if (code !== 'LLM_MODEL_NOT_FOUND') return llmFault(code, facts, error.message)
    return llmFault(code, facts, error.message, await listModels(facts.provider))
  }
  if (error instanceof SyntaxError) return llmFault('LLM_BAD_RESPONSE', facts, 'an event that is no JSON')
  return llmFault(begun ? 'LLM_STREAM_INTERRUPTED' : 'LLM_UNREACHABLE', facts, connectionReason(error))
}

import { WindmillError } from '../../shared/errors.ts'
import type { AgentInputs } from './inputs.ts'

/** Where the providers with an OpenAI-compatible interface are reached when the resource does not say. */
const BASE_URLS: Record<string, string> = {
  openai: 'https://api.openai.com/v1',
  openrouter: 'https://openrouter.ai/api/v1',
  mistral: 'https://api.mistral.ai/v1',
  deepseek: 'https://api.deepseek.com/v1',
  groq: 'https://api.groq.com/openai/v1',
  togetherai: 'https://api.together.xyz/v1',
  anthropic: 'https://api.anthropic.com/v1',
  googleai: 'https://generativelanguage.googleapis.com/v1beta/openai',
}

/** Where to send an agent's requests. `customai` is any server with an OpenAI-compatible interface. */
export interface Endpoint {
  baseUrl: string
  apiKey: string
  model: string
}

/** The endpoint of a provider. Throws an execution error for a kind that has no OpenAI-compatible interface. */
export function endpointOf({ kind, model, resource }: AgentInputs['provider']): Endpoint {
  const baseUrl = resource?.base_url || BASE_URLS[kind]
  if (!baseUrl) {
    const known = ['customai', ...Object.keys(BASE_URLS)].join(', ')
    throw new WindmillError(
      'execution',
      `the provider ${kind} is not supported by the embedded Windmill; it has ${known}`,
    )
  }
  return { baseUrl: baseUrl.replace(/\/$/, ''), apiKey: resource?.api_key ?? resource?.apiKey ?? '', model }
}

import { cut } from '../cut.ts'
import { CodedError } from '../errors.ts'
import type { Provider, Usage } from './types.ts'

/** What can go wrong with a model. `LLM_BUSY`, `LLM_UNREACHABLE` and `LLM_STREAM_INTERRUPTED` may go away by themselves. */
export type LlmCode =
  | 'LLM_UNREACHABLE'
  | 'LLM_MODEL_NOT_FOUND'
  | 'LLM_TIMEOUT'
  | 'LLM_BUSY'
  | 'LLM_OUT_OF_MEMORY'
  | 'LLM_TRUNCATED'
  | 'LLM_BAD_RESPONSE'
  | 'LLM_STREAM_INTERRUPTED'
  | 'LLM_UNAUTHORIZED'
  | 'LLM_WRONG_DIMENSIONS'

/** What the call was, as far as a message about it tells. */
export interface CallFacts {
  provider: Provider
  model: string
  timeout_ms: number
  needed_by?: string
  /** What it used all the same, where the provider said so before it failed. */
  usage?: Usage
}

const NAMES: Record<Provider['kind'], string> = {
  openai: 'OpenAI',
  openrouter: 'OpenRouter',
  ollama: 'Ollama',
  offline: 'the offline model',
}

const KEYS: Partial<Record<Provider['kind'], string>> = { openai: 'OPENAI_API_KEY', openrouter: 'OPENROUTER_API_KEY' }

/**
 * The error of a call, in one line: what happened, and what to do about it. `cause` is the short reason in the
 * provider's or the system's words; a key never stands in it. `usage` is among the details when it is known: it is paid for.
 */
export function llmFault(code: LlmCode, facts: CallFacts, cause = '', models: string[] = []): CodedError {
  const { provider, model, usage } = facts
  const reason = cut(oneLine(cause), MAX_CAUSE)
  const message = capitalised(oneLine(`${describe(code, facts, reason, models)} ${remedy(code, facts)}`))
  const { kind, base_url } = provider
  return new CodedError(code, message, {
    ...{ remedy: remedy(code, facts), kind, base_url, model, cause: reason },
    ...(usage && { usage }),
  })
}

function describe(code: LlmCode, facts: CallFacts, cause: string, models: string[]): string {
  const { provider, model, needed_by, timeout_ms } = facts
  const server = `${NAMES[provider.kind]} at ${provider.base_url}`
  const because = cause ? ` (${cause})` : ''
  switch (code) {
    case 'LLM_UNREACHABLE':
      return `Cannot reach ${server}${because}.`
    case 'LLM_MODEL_NOT_FOUND': {
      const need = needed_by ? ` (needed by ${needed_by})` : ''
      const there = models.length > 0 ? ` It has: ${models.join(', ')}.` : ''
      return `${server} has no model ${model}${need}.${there}`
    }
    case 'LLM_TIMEOUT':
      return `${server} gave no whole answer within ${Math.round(timeout_ms / 1000)} s.`
    case 'LLM_BUSY':
      return `${server} is busy${because}.`
    case 'LLM_OUT_OF_MEMORY':
      return `${server} has too little memory for ${model}${because}.`
    case 'LLM_TRUNCATED':
      return `The answer of ${model} was cut off at its greatest length.`
    case 'LLM_BAD_RESPONSE':
      return `${server} did not answer as a chat model does${because}.`
    case 'LLM_STREAM_INTERRUPTED':
      return `The answer of ${model} ended before it was whole${because}.`
    case 'LLM_UNAUTHORIZED':
      return `${server} refused the call${because}.`
    case 'LLM_WRONG_DIMENSIONS':
      return `${model} makes vectors of ${cause} numbers, and at most 1536 can be kept.`
  }
}

function remedy(code: LlmCode, { provider: { kind }, model }: CallFacts): string {
  switch (code) {
    case 'LLM_UNREACHABLE':
      if (kind === 'ollama')
        return 'Start it with `ollama serve`, or set OLLAMA_BASE_URL; from a container use host.docker.internal.'
      if (kind === 'offline')
        return 'Start it with `npm run model`, or set OPENAI_API_KEY, OPENROUTER_API_KEY or OLLAMA_BASE_URL and start again.'
      return 'Check the network, and base_url in the resource f/openanalyst/llm.'
    case 'LLM_MODEL_NOT_FOUND':
      return kind === 'ollama' ? `Run \`ollama pull ${model}\`.` : 'Set another in the resource f/openanalyst/llm.'
    case 'LLM_TIMEOUT':
      return 'Take a smaller model, or allow more time.'
    case 'LLM_BUSY':
      return 'Try again later.'
    case 'LLM_OUT_OF_MEMORY':
      return 'Take a smaller model, or a smaller num_ctx.'
    case 'LLM_TRUNCATED':
      return 'Raise max_tokens, or ask for less at once.'
    case 'LLM_BAD_RESPONSE':
      return 'Check base_url in the resource f/openanalyst/llm: it ends in /v1 for most servers.'
    case 'LLM_STREAM_INTERRUPTED':
      return "Try again; if it happens again, look into the server's log."
    case 'LLM_UNAUTHORIZED':
      return KEYS[kind]
        ? `Set ${KEYS[kind]} to a key that is valid and has credit.`
        : 'Sign in to the server, or set api_key in the resource f/openanalyst/llm.'
    case 'LLM_WRONG_DIMENSIONS':
      return 'Set another model for embeddings in the resource f/openanalyst/llm.'
  }
}

const MAX_CAUSE = 600
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

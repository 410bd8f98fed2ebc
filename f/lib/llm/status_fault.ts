import type { LlmCode } from './fault.ts'

/** What an HTTP status and the provider's words about it mean. `words` is the text of the error, whatever its wrapping. */
export function codeOfStatus(status: number, words: string): LlmCode {
  if (status === 404) return MISSING.test(words) ? 'LLM_MODEL_NOT_FOUND' : 'LLM_BAD_RESPONSE'
  if (status === 400 && INVALID_MODEL.test(words)) return 'LLM_MODEL_NOT_FOUND'
  if (NO_CREDIT.test(words) || status === 402) return 'LLM_UNAUTHORIZED'
  if (status === 401 || status === 403) return 'LLM_UNAUTHORIZED'
  if (status === 408 || status === 504) return 'LLM_TIMEOUT'
  if (NO_MEMORY.test(words)) return 'LLM_OUT_OF_MEMORY'
  if (status === 429 || status >= 500) return 'LLM_BUSY'
  return 'LLM_BAD_RESPONSE'
}

/** The code of an error that a server sends where an answer should go on. */
export const codeOfBrokenStream = (words: string): LlmCode =>
  NO_MEMORY.test(words) ? 'LLM_OUT_OF_MEMORY' : 'LLM_STREAM_INTERRUPTED'

/** Ollama: `model 'x' not found`, in older versions with double quotes; OpenAI: `model_not_found`, `does not exist`. */
const MISSING = /model ['"`].+['"`] (not found|does not exist)|model_not_found|no endpoints found/i
/** Ollama and OpenRouter answer 400 to a name that cannot be one. */
const INVALID_MODEL = /invalid model name|model is required|not a valid model/i
const NO_CREDIT = /insufficient_quota|insufficient credits/i
const NO_MEMORY = /requires more system memory|resource limitations|out of memory/i

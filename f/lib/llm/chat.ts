import { chatOllama } from './ollama_chat.ts'
import { chatOpenai } from './openai_chat.ts'
import { CHAT_TIMEOUT_MS, type ChatAnswer, type ChatOptions, type ChatRequest, type Provider } from './types.ts'

/**
 * One answer of the provider's chat model. Throws CodedError with an LlmCode, whose message says what to do; an answer
 * that is not whole is an error, never an answer.
 */
export function chat(provider: Provider, request: ChatRequest, options: ChatOptions = {}): Promise<ChatAnswer> {
  const { model = provider.models.chat, timeout_ms = CHAT_TIMEOUT_MS, needed_by } = request
  const facts = { provider, model, timeout_ms, needed_by }
  return provider.kind === 'ollama' ? chatOllama(facts, request, options) : chatOpenai(facts, request, options)
}

import { chat } from './chat.ts'
import { embed } from './embed.ts'
import type { Llm, Provider } from './types.ts'

/** The models of a provider. */
export const connectLlm = (provider: Provider): Llm => ({
  chat: (request, options) => chat(provider, request, options),
  embed: (texts) => embed(provider, texts),
})

import type { Message } from '../../lib/llm/index.ts'

/** On average, for English; models count differently, and this only decides when to summarise. */
const CHARACTERS_PER_TOKEN = 4
/** What a message costs beside its text: its role, its separators. */
const OVERHEAD = 4

/** About how many tokens a message takes in a model's context. */
export function estimateTokens(message: Message): number {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : []
  const characters = calls.reduce((sum, { name, arguments: text }) => sum + name.length + text.length, 0)
  return OVERHEAD + Math.ceil((message.content.length + characters) / CHARACTERS_PER_TOKEN)
}

import type { Message, ToolDefinition, Usage } from '../../lib/llm/index.ts'

/** Bytes of text to a token, on the safe side: English has about four, Chinese three. */
const BYTES_PER_TOKEN = 3
/** What a provider adds around each message. */
const PER_MESSAGE = 8
/** The longest answer that is reserved, and asked for, where the agent does not say. */
export const ANSWER_TOKENS = 2_048

/** The most that a call is expected to use. The answer cannot pass it: the provider is told; the question is estimated. */
export function estimateUsage(messages: Message[], tools: ToolDefinition[], maxTokens: number | undefined): Usage {
  const bytes =
    Buffer.byteLength(JSON.stringify(messages)) + (tools.length > 0 ? Buffer.byteLength(JSON.stringify(tools)) : 0)
  return {
    input_tokens: Math.ceil(bytes / BYTES_PER_TOKEN) + PER_MESSAGE * messages.length,
    output_tokens: maxTokens ?? ANSWER_TOKENS,
  }
}

/** Tokens of texts that are to be turned into vectors, at most. */
export const estimateTexts = (texts: string[]): number =>
  texts.reduce((tokens, text) => tokens + Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN), 0)

/** Language models, whoever serves them. */
export { chat } from './chat.ts'
export { connectLlm } from './connect.ts'
export { embed } from './embed.ts'
export type { LlmCode } from './fault.ts'
export { listModels } from './models.ts'
export { DEFAULT_PROVIDER, readProvider } from './provider.ts'
export type {
  ChatAnswer,
  ChatOptions,
  ChatRequest,
  Embedder,
  Embeddings,
  Llm,
  Message,
  Provider,
  ToolCall,
  ToolDefinition,
  Usage,
} from './types.ts'
export { CHAT_TIMEOUT_MS } from './types.ts'

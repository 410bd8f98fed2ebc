/** The value of a resource of type `llm_provider`. */
export type Provider = RT.LlmProvider

/** A tool call of a model; `arguments` is the JSON text as the model wrote it, valid or not. */
export interface ToolCall {
  id: string
  name: string
  arguments: string
}

export type Message =
  | { role: 'system' | 'user'; content: string }
  /** null is how a checkpoint of workflow-as-code writes that there are none. */
  | { role: 'assistant'; content: string; tool_calls?: ToolCall[] | null }
  | { role: 'tool'; tool_call_id: string; content: string }

/** A tool that a model may call; `parameters` is a JSON Schema. */
export interface ToolDefinition {
  name: string
  description: string
  parameters: Record<string, unknown>
}

export interface ChatRequest {
  messages: Message[]
  tools?: ToolDefinition[]
  /** (Default: the provider's chat model) */
  model?: string
  /** The answer is to be JSON of this JSON Schema. A hint to the model: check what comes. */
  json_schema?: { name: string; schema: Record<string, unknown> }
  temperature?: number
  seed?: number
  /** Most tokens of the answer; an answer that needs more is `LLM_TRUNCATED`. */
  max_tokens?: number
  /** Size of the context, for Ollama, which otherwise cuts what is longer than its default. */
  num_ctx?: number
  /** Until the whole answer is there. (Default: 300 s) */
  timeout_ms?: number
  /** Who needs the model, for messages: "the router". */
  needed_by?: string
}

/** A whole answer: a text, tool calls, or both. */
export interface ChatAnswer {
  text: string
  tool_calls: ToolCall[]
  /** The model that answered, as the provider names it. */
  model: string
  usage: Usage
}

/** Tokens; 0 where the provider does not say. */
export interface Usage {
  input_tokens: number
  output_tokens: number
}

export interface ChatOptions {
  /** Gets the text as it comes, piece by piece. */
  onText?: (piece: string) => void
  /** Tries after the first when the provider is busy or not reached. (Default: 2) */
  retries?: number
}

/** (Default of `timeout_ms`) */
export const CHAT_TIMEOUT_MS = 300_000

/** Numbers in a vector; what the data table's columns have. */
export const EMBEDDING_DIMENSIONS = 1_536

export interface Embeddings {
  /** One for each text, in their order, of 1536 numbers. */
  vectors: number[][]
  /** The model that made them. Vectors of different models cannot be compared. */
  model: string
  /** Tokens; 0 where the provider does not say. */
  input_tokens: number
}

/** A provider's models, as what needs one gets them: real ones, or ones that record, replay or count. */
export interface Llm {
  /** See `chat`. */
  chat(request: ChatRequest, options?: ChatOptions): Promise<ChatAnswer>
  /** See `embed`. */
  embed(texts: string[]): Promise<Embeddings>
}

/** What turns texts into vectors. */
export type Embedder = Pick<Llm, 'embed'>

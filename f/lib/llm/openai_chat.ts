import { connectionReason } from '../http.ts'
import { type CallFacts, llmFault } from './fault.ts'
import { errorIn, requestOpenai } from './openai_request.ts'
import { codeOfBrokenStream } from './status_fault.ts'
import type { ChatAnswer, ChatOptions, ChatRequest, Message, ToolCall, ToolDefinition } from './types.ts'

/** A piece of a streamed answer. */
interface Chunk {
  model?: string
  usage?: { prompt_tokens: number; completion_tokens: number } | null
  choices?: { finish_reason?: string | null; delta?: Delta }[]
  error?: unknown
}

interface Delta {
  content?: string | null
  tool_calls?: { index: number; id?: string; function?: { name?: string; arguments?: string } }[]
}

/**
 * One call of an OpenAI-compatible server. The answer is always streamed: so a long one meets no limit between its
 * bytes, and one that breaks off is seen. Throws CodedError with an LlmCode.
 */
export async function chatOpenai(facts: CallFacts, request: ChatRequest, options: ChatOptions): Promise<ChatAnswer> {
  const deadline = AbortSignal.timeout(facts.timeout_ms)
  const body = bodyOf(facts.model, request)
  const response = await requestOpenai(facts, { path: 'chat/completions', body, retries: options.retries, deadline })
  const answer = new AnswerInParts(facts.model, options.onText)
  try {
    for await (const text of readEvents(response)) answer.add(readChunk(text, facts))
  } catch (error) {
    if (deadline.aborted) throw llmFault('LLM_TIMEOUT', facts)
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('LLM_')) throw error
    throw llmFault('LLM_STREAM_INTERRUPTED', facts, connectionReason(error))
  }
  return answer.finish(facts)
}

const bodyOf = (model: string, request: ChatRequest) => ({
  model,
  messages: request.messages.map(toParam),
  ...(request.tools?.length && { tools: request.tools.map(toTool) }),
  ...(request.json_schema && { response_format: { type: 'json_schema', json_schema: request.json_schema } }),
  temperature: request.temperature,
  seed: request.seed,
  max_completion_tokens: request.max_tokens,
  stream: true,
  stream_options: { include_usage: true },
})

/** The data of server-sent events, as texts, until `[DONE]` or the end. */
async function* readEvents(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of response.body!) {
    const lines = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split(/\r\n|\n|\r/)
    rest = lines.pop()!
    for (const line of lines) {
      if (!line.startsWith('data:')) continue
      const data = line.slice(line[5] === ' ' ? 6 : 5)
      if (data === '[DONE]') return
      yield data
    }
  }
}

function readChunk(text: string, facts: CallFacts): Chunk {
  let chunk: Chunk
  try {
    chunk = JSON.parse(text) as Chunk
  } catch {
    throw llmFault('LLM_BAD_RESPONSE', facts, 'an event that is no JSON')
  }
  if (!chunk.error) return chunk
  const { message } = errorIn(text)
  throw llmFault(codeOfBrokenStream(message), facts, message)
}

/** Puts the pieces of a streamed answer together. */
class AnswerInParts {
  #model: string
  #text = ''
  #calls: ToolCall[] = []
  #finish: string | undefined
  #usage = { input_tokens: 0, output_tokens: 0 }
  #onText: ChatOptions['onText']
  begun = false

  constructor(model: string, onText: ChatOptions['onText']) {
    this.#model = model
    this.#onText = onText
  }

  add(chunk: Chunk): void {
    this.begun = true
    this.#model = chunk.model || this.#model
    if (chunk.usage)
      this.#usage = { input_tokens: chunk.usage.prompt_tokens, output_tokens: chunk.usage.completion_tokens }
    const choice = chunk.choices?.[0]
    if (!choice) return
    this.#finish = choice.finish_reason ?? this.#finish
    if (choice.delta?.content) {
      this.#text += choice.delta.content
      this.#onText?.(choice.delta.content)
    }
    for (const { index, id, function: piece } of choice.delta?.tool_calls ?? []) {
      this.#calls[index] ??= { id: id ?? `call_${index}`, name: '', arguments: '' }
      this.#calls[index].name += piece?.name ?? ''
      this.#calls[index].arguments += piece?.arguments ?? ''
    }
  }

  /** Throws for an answer that is not whole: a stream without a `finish_reason` has broken off, however it ended. */
  finish(asked: CallFacts): ChatAnswer {
    if (!this.begun) throw llmFault('LLM_BAD_RESPONSE', asked, 'no event came')
    if (this.#finish === undefined) throw llmFault('LLM_STREAM_INTERRUPTED', asked)
    const facts = { ...asked, usage: this.#usage }
    if (this.#finish === 'length') throw llmFault('LLM_TRUNCATED', facts)
    const tool_calls = this.#calls.filter(Boolean)
    if (!this.#text && tool_calls.length === 0)
      throw llmFault('LLM_BAD_RESPONSE', facts, `an empty answer, finish_reason ${this.#finish}`)
    return { text: this.#text, tool_calls, model: this.#model, usage: this.#usage }
  }
}

function toParam(message: Message) {
  if (message.role !== 'assistant') return message
  const { role, content, tool_calls } = message
  if (!tool_calls?.length) return { role, content }
  const calls = tool_calls.map((call) => {
    return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } }
  })
  return { role, content: content || null, tool_calls: calls }
}

const toTool = (tool: ToolDefinition) => ({ type: 'function', function: { ...tool } })

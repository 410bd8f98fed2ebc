import type OpenAI from 'openai'
import type { ChatCompletionChunk, ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources'
import { type CallFacts, llmFault } from './fault.ts'
import { faultOf, openClient } from './openai_client.ts'
import type { ChatAnswer, ChatOptions, ChatRequest, Message, ToolCall, ToolDefinition } from './types.ts'

/**
 * One call of an OpenAI-compatible server. The answer is always streamed: so a long one meets no limit between its
 * bytes, and one that breaks off is seen. Throws CodedError with an LlmCode.
 */
export async function chatOpenai(facts: CallFacts, request: ChatRequest, options: ChatOptions): Promise<ChatAnswer> {
  const { sdk, client } = await openClient(facts, options.retries)
  const deadline = AbortSignal.timeout(facts.timeout_ms)
  const answer = new AnswerInParts(facts.model, options.onText)
  try {
    const stream = await client.chat.completions.create(
      {
        model: facts.model,
        messages: request.messages.map(toParam),
        ...(request.tools?.length && { tools: request.tools.map(toTool) }),
        ...(request.json_schema && { response_format: { type: 'json_schema', json_schema: request.json_schema } }),
        temperature: request.temperature,
        seed: request.seed,
        max_completion_tokens: request.max_tokens,
        stream: true,
        stream_options: { include_usage: true },
      },
      { signal: deadline },
    )
    for await (const chunk of stream) answer.add(chunk)
  } catch (error) {
    if (deadline.aborted) throw llmFault('LLM_TIMEOUT', facts)
    throw await faultOf(sdk, facts, error, answer.begun)
  }
  if (deadline.aborted) throw llmFault('LLM_TIMEOUT', facts)
  return answer.finish(facts)
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

  add(chunk: ChatCompletionChunk): void {
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
  finish(facts: CallFacts): ChatAnswer {
    if (!this.begun) throw llmFault('LLM_BAD_RESPONSE', facts, 'no event came')
    if (this.#finish === undefined) throw llmFault('LLM_STREAM_INTERRUPTED', facts)
    if (this.#finish === 'length') throw llmFault('LLM_TRUNCATED', facts)
    const tool_calls = this.#calls.filter(Boolean)
    if (!this.#text && tool_calls.length === 0)
      throw llmFault('LLM_BAD_RESPONSE', facts, `an empty answer, finish_reason ${this.#finish}`)
    return { text: this.#text, tool_calls, model: this.#model, usage: this.#usage }
  }
}

function toParam(message: Message): ChatCompletionMessageParam {
  if (message.role !== 'assistant') return message
  const { role, content, tool_calls } = message
  if (!tool_calls?.length) return { role, content }
  const calls = tool_calls.map((call): OpenAI.ChatCompletionMessageToolCall => {
    return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } }
  })
  return { role, content: content || null, tool_calls: calls }
}

const toTool = (tool: ToolDefinition): ChatCompletionTool => ({ type: 'function', function: { ...tool } })

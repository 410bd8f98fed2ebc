import type { System } from '../system.ts'
import type { Answer } from '../turn.ts'
import { type ChatRequest, textOf } from './chat-request.ts'

/** The name of the one model, which says what it is. */
export const MODEL = 'offline'
/** Characters that count as one token: the server has no tokenizer, so its usage is an estimate. */
const CHARACTERS_PER_TOKEN = 4

export interface ToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

/** An answer with everything that OpenAI's shapes say about it, whole or streamed. */
export interface Completion {
  id: string
  /** Seconds since the epoch. */
  created: number
  content: string | null
  toolCalls: ToolCall[]
  finishReason: 'stop' | 'length' | 'tool_calls'
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number }
}

/** Completes a request with the answer of the rules: names, time, `stop`, `max_tokens` and usage. */
export function complete(request: ChatRequest, answer: Answer, system: System): Completion {
  const toolCalls = 'calls' in answer ? answer.calls.map((call) => toolCall(call, system)) : []
  const written = 'text' in answer ? answer.text : 'value' in answer ? JSON.stringify(answer.value) : null
  const { content, cut } = bounded(written, request)
  const prompt = tokens(request.messages.map(textOf).join('') + JSON.stringify(request.tools ?? ''))
  const completion = tokens((content ?? '') + toolCalls.map((call) => JSON.stringify(call.function)).join(''))
  return {
    id: `chatcmpl-${system.newId()}`,
    created: Math.floor(system.now() / 1_000),
    content,
    toolCalls,
    finishReason: cut ? 'length' : toolCalls.length > 0 ? 'tool_calls' : 'stop',
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  }
}

/** The object that answers a request without `stream`. */
export function completionBody({ id, created, content, toolCalls, finishReason, usage }: Completion) {
  const message = {
    role: 'assistant',
    content,
    refusal: null,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  }
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason }
  return { id, object: 'chat.completion', created, model: MODEL, choices: [choice], usage }
}

/** An estimate of the tokens in a text. */
export function tokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN)
}

function toolCall(call: { name: string; arguments: unknown }, system: System): ToolCall {
  const written = { name: call.name, arguments: JSON.stringify(call.arguments) }
  return { id: `call_${system.newId()}`, type: 'function', function: written }
}

function bounded(text: string | null, request: ChatRequest): { content: string | null; cut: boolean } {
  if (text === null) return { content: null, cut: false }
  const ends = [request.stop ?? []].flat().map((stop) => (stop ? text.indexOf(stop) : -1))
  const end = Math.min(...ends.filter((at) => at >= 0), text.length)
  const most = (request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY) * CHARACTERS_PER_TOKEN
  return { content: text.slice(0, Math.min(end, most)), cut: most < end }
}

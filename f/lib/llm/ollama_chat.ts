import { cut } from '../cut.ts'
import { connectionReason } from '../http.ts'
import { type CallFacts, llmFault } from './fault.ts'
import { listModels } from './models.ts'
import { codeOfBrokenStream, codeOfStatus } from './status_fault.ts'
import type { ChatAnswer, ChatOptions, ChatRequest, Message, ToolCall, ToolDefinition } from './types.ts'

/** A line of Ollama's answer. */
interface Line {
  error?: string
  model?: string
  message?: {
    content?: string
    tool_calls?: { id?: string; function: { name: string; arguments: Record<string, unknown> } }[]
  }
  done?: boolean
  done_reason?: string
  prompt_eval_count?: number
  eval_count?: number
}

/**
 * One call of Ollama in its own protocol, because its OpenAI-compatible one drops `num_ctx`, cuts a prompt that is too
 * long without a word, and hides errors that happen in the middle of an answer. Throws CodedError with an LlmCode.
 */
export async function chatOllama(facts: CallFacts, request: ChatRequest, options: ChatOptions): Promise<ChatAnswer> {
  const deadline = AbortSignal.timeout(facts.timeout_ms)
  let begun = false
  try {
    const response = await fetch(`${facts.provider.base_url.replace(/\/+$|\/v1\/*$/g, '')}/api/chat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(facts.provider.api_key && { authorization: `Bearer ${facts.provider.api_key}` }),
      },
      body: JSON.stringify(bodyOf(facts.model, request)),
      signal: deadline,
    })
    if (!response.ok) throw await refusal(facts, response.status, await response.text())
    const answer: ChatAnswer = emptyAnswer(facts.model)
    for await (const line of readLines(response, facts)) {
      begun = true
      if (line.error !== undefined) throw llmFault(codeOfBrokenStream(line.error), facts, line.error)
      add(answer, line, request.messages.length, options)
      if (line.done) return finish(answer, line, facts)
    }
    throw llmFault('LLM_STREAM_INTERRUPTED', facts)
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('LLM_')) throw error
    if (deadline.aborted) throw llmFault('LLM_TIMEOUT', facts)
    throw llmFault(begun ? 'LLM_STREAM_INTERRUPTED' : 'LLM_UNREACHABLE', facts, connectionReason(error))
  }
}

function bodyOf(model: string, request: ChatRequest) {
  const { messages, tools, json_schema, temperature, seed, max_tokens, num_ctx } = request
  const names = new Map(messages.flatMap((m) => (m.role === 'assistant' ? (m.tool_calls ?? []) : [])).map(idAndName))
  return {
    model,
    messages: messages.map((message) => toOllama(message, names)),
    ...(tools?.length && { tools: tools.map(toTool) }),
    ...(json_schema && { format: json_schema.schema }),
    options: { temperature, seed, num_predict: max_tokens, num_ctx },
    truncate: false,
    stream: true,
  }
}

const idAndName = ({ id, name }: ToolCall): [string, string] => [id, name]
const toTool = (tool: ToolDefinition) => ({ type: 'function', function: tool })

/** Ollama has arguments as objects, and names the tool of a result instead of the call. */
function toOllama(message: Message, names: Map<string, string>) {
  if (message.role === 'tool') {
    const { role, content, tool_call_id } = message
    return { role, content, tool_name: names.get(tool_call_id) }
  }
  if (message.role !== 'assistant') return message
  const { role, content, tool_calls } = message
  return { role, content, tool_calls: tool_calls?.map((call) => ({ function: { ...call, arguments: parsed(call) } })) }
}

function parsed(call: ToolCall): unknown {
  try {
    return JSON.parse(call.arguments)
  } catch {
    return {}
  }
}

const emptyAnswer = (model: string): ChatAnswer => {
  return { text: '', tool_calls: [], model, usage: { input_tokens: 0, output_tokens: 0 } }
}

function add(answer: ChatAnswer, { message }: Line, turn: number, { onText }: ChatOptions): void {
  if (message?.content) {
    answer.text += message.content
    onText?.(message.content)
  }
  for (const { id, function: called } of message?.tool_calls ?? []) {
    // Older versions give no ids; these are unique in the conversation.
    const ownId = id ?? `call_${turn}_${answer.tool_calls.length + 1}`
    answer.tool_calls.push({ id: ownId, name: called.name, arguments: JSON.stringify(called.arguments ?? {}) })
  }
}

function finish(answer: ChatAnswer, line: Line, asked: CallFacts): ChatAnswer {
  const usage = { input_tokens: line.prompt_eval_count ?? 0, output_tokens: line.eval_count ?? 0 }
  const facts = { ...asked, usage }
  if (line.done_reason === 'length') throw llmFault('LLM_TRUNCATED', facts)
  if (!answer.text && answer.tool_calls.length === 0)
    throw llmFault('LLM_BAD_RESPONSE', facts, `an empty answer, done_reason ${line.done_reason ?? 'unknown'}`)
  return { ...answer, model: line.model ?? answer.model, usage }
}

async function refusal(facts: CallFacts, status: number, text: string) {
  const words = errorIn(text)
  const code = codeOfStatus(status, words)
  return llmFault(code, facts, words, code === 'LLM_MODEL_NOT_FOUND' ? await listModels(facts.provider) : [])
}

function errorIn(text: string): string {
  try {
    return String((JSON.parse(text) as { error?: unknown }).error ?? text)
  } catch {
    return text
  }
}

async function* readLines(response: Response, facts: CallFacts): AsyncGenerator<Line> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of response.body!) {
    const lines = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n')
    rest = lines.pop()!
    for (const line of lines) if (line.trim()) yield readLine(line, facts)
  }
  if (rest.trim()) yield readLine(rest, facts)
}

function readLine(line: string, facts: CallFacts): Line {
  try {
    return JSON.parse(line) as Line
  } catch {
    throw llmFault('LLM_BAD_RESPONSE', facts, `a line that is no JSON: ${cut(line, 100)}`)
  }
}

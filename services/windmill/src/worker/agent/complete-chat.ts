import type OpenAI from 'openai'
import { WindmillError } from '../../shared/errors.ts'
import type { AgentInputs } from './inputs.ts'
import type { Endpoint } from './provider.ts'

/** One answer of the model. */
export interface Answer {
  content: string | null
  tool_calls: { id: string; name: string; arguments: string }[]
  usage: { input_tokens: number; output_tokens: number }
}

/** What is heard of an answer while it comes, when it is streamed. */
export interface Listener {
  token(text: string): void
}

export interface ChatRequest {
  inputs: AgentInputs
  messages: OpenAI.ChatCompletionMessageParam[]
  tools: OpenAI.ChatCompletionFunctionTool[]
  signal: AbortSignal
  listener?: Listener
}

/**
 * Asks the model once. Throws an execution error in Windmill's
 * words when the provider refuses (case `agent/model-missing`).
 */
export async function completeChat(endpoint: Endpoint, request: ChatRequest): Promise<Answer> {
  // The package is large, and most servers run no agent step.
  const { default: OpenAIClient, APIError } = await import('openai')
  const client = new OpenAIClient({ baseURL: endpoint.baseUrl, apiKey: endpoint.apiKey || 'none', maxRetries: 0 })
  const params = paramsOf(endpoint, request)
  try {
    return request.listener
      ? await streamed(client, params, request.listener, request.signal)
      : await whole(client, params, request.signal)
  } catch (error) {
    if (error instanceof APIError && error.status) throw refusal(endpoint, error.status, error.error)
    throw error
  }
}

type Params = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'stream'>

function paramsOf({ model }: Endpoint, { inputs, messages, tools }: ChatRequest): Params {
  const { temperature, max_completion_tokens, output_schema } = inputs
  return {
    model,
    messages,
    ...(tools.length > 0 && { tools }),
    ...(typeof temperature === 'number' && { temperature }),
    ...(typeof max_completion_tokens === 'number' && { max_completion_tokens }),
    ...(output_schema && {
      response_format: { type: 'json_schema', json_schema: { name: 'structured_output', schema: output_schema } },
    }),
  }
}

async function whole(client: OpenAI, params: Params, signal: AbortSignal): Promise<Answer> {
  const { choices, usage } = await client.chat.completions.create(params, { signal })
  const message = choices[0]?.message
  return {
    content: message?.content ?? null,
    tool_calls: (message?.tool_calls ?? []).flatMap((call) =>
      call.type === 'function' ? [{ id: call.id, ...call.function }] : [],
    ),
    usage: usageOf(usage),
  }
}

async function streamed(client: OpenAI, params: Params, listener: Listener, signal: AbortSignal): Promise<Answer> {
  const stream = await client.chat.completions.create(
    { ...params, stream: true, stream_options: { include_usage: true } },
    { signal },
  )
  const answer: Answer = { content: null, tool_calls: [], usage: { input_tokens: 0, output_tokens: 0 } }
  for await (const { choices, usage } of stream) {
    if (usage) answer.usage = usageOf(usage)
    const delta = choices[0]?.delta
    if (delta?.content) {
      answer.content = (answer.content ?? '') + delta.content
      listener.token(delta.content)
    }
    for (const part of delta?.tool_calls ?? []) {
      const call = answer.tool_calls[part.index] ?? { id: '', name: '', arguments: '' }
      answer.tool_calls[part.index] = {
        id: part.id ?? call.id,
        name: call.name + (part.function?.name ?? ''),
        arguments: call.arguments + (part.function?.arguments ?? ''),
      }
    }
  }
  return answer
}

const usageOf = (usage: OpenAI.CompletionUsage | null | undefined): Answer['usage'] => ({
  input_tokens: usage?.prompt_tokens ?? 0,
  output_tokens: usage?.completion_tokens ?? 0,
})

const STATUS_TEXTS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

function refusal({ baseUrl }: Endpoint, status: number, body: unknown): WindmillError {
  const url = `${baseUrl}/chat/completions`
  const side = status < 500 ? 'client' : 'server'
  const text = JSON.stringify({ error: body })
  return new WindmillError(
    'execution',
    `Internal: API error calling ${url}: HTTP status ${side} error (${status} ${STATUS_TEXTS[status] ?? ''}) for url (${url}) - ${text}`,
  )
}

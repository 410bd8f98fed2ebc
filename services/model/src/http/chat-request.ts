import { z } from 'zod'
import { type JsonSchema, parseJson } from '../schema/json.ts'
import { toldTime, withoutTime } from '../text/dates.ts'
import type { Format, Tool, ToolResult, Turn } from '../turn.ts'
import { ApiError } from './errors.ts'

/** Most characters of a message that the rules look at. */
const READ_CHARACTERS = 20_000

const part = z.looseObject({ type: z.string(), text: z.string().optional() })
const content = z.union([z.string(), z.array(part)]).nullish()
const jsonSchema = z.custom<JsonSchema>((value) => typeof value === 'object' && value !== null, 'must be a JSON schema')

const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal('function').optional(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
})

const message = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content }),
  z.looseObject({ role: z.literal('developer'), content }),
  z.looseObject({ role: z.literal('user'), content }),
  z.looseObject({ role: z.literal('assistant'), content, tool_calls: z.array(toolCall).nullish() }),
  z.looseObject({ role: z.literal('tool'), content, tool_call_id: z.string() }),
])

const tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string().min(1).max(200),
    description: z.string().nullish(),
    parameters: jsonSchema.nullish(),
  }),
})

const count = z.number().int().positive().nullish()

/** The body of `POST /v1/chat/completions`. Fields that cannot change the answer of a rule are let pass. */
export const chatSchema = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z.array(tool).nullish(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
    ])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.looseObject({ type: z.literal('text') }),
      z.looseObject({ type: z.literal('json_object') }),
      z.looseObject({ type: z.literal('json_schema'), json_schema: z.looseObject({ schema: jsonSchema }) }),
    ])
    .nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: count,
  max_completion_tokens: count,
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  n: z.literal(1, 'this server gives one answer: leave n out').nullish(),
  logprobs: z.literal(false, 'rules have no probabilities: leave logprobs out').nullish(),
})

export type ChatRequest = z.infer<typeof chatSchema>
type Message = ChatRequest['messages'][number]

/** The request as the rules read it. Throws a 400 for parts that are no text and for a tool choice that is not offered. */
export function readTurn(request: ChatRequest): Turn {
  const { messages, response_format } = request
  const textsOf = (...roles: Message['role'][]) =>
    messages.filter(({ role }) => roles.includes(role)).map((one) => textOf(one).slice(0, READ_CHARACTERS))
  const said = textsOf('user')
  const last = said.at(-1) ?? ''
  const system = textsOf('system', 'developer').join('\n\n')
  const lastUser = messages.findLastIndex(({ role }) => role === 'user')
  const { tools, mustCall } = offeredTools(request)
  return {
    system,
    said,
    task: withoutTime(last),
    time: toldTime(`${last}\n${system}`),
    results: toolResults(messages.slice(lastUser + 1)),
    tools,
    mustCall,
    parallel: request.parallel_tool_calls !== false,
    format: readFormat(response_format),
  }
}

/** The words of a message. */
export function textOf({ content }: Message): string {
  if (typeof content === 'string') return content
  return (content ?? [])
    .map((one) => {
      if (one.type === 'text' || one.type === 'refusal') return one.text ?? ''
      throw new ApiError(400, `This model reads text only, not ${one.type}.`, { param: 'messages' })
    })
    .join('\n')
}

function offeredTools({ tools, tool_choice: choice }: ChatRequest): { tools: Tool[]; mustCall: boolean } {
  const all = (tools ?? []).map(({ function: offered }) => ({
    name: offered.name,
    description: offered.description ?? '',
    parameters: offered.parameters ?? {},
  }))
  if (choice === 'none') return { tools: [], mustCall: false }
  if (!choice || choice === 'auto') return { tools: all, mustCall: false }
  const wanted = choice === 'required' ? all : all.filter(({ name }) => name === choice.function.name)
  if (wanted.length === 0)
    throw new ApiError(400, 'tool_choice asks for a tool that is not among tools.', { param: 'tool_choice' })
  return { tools: wanted, mustCall: true }
}

function toolResults(messages: Message[]): ToolResult[] {
  const calls = new Map<string, { name: string; arguments: string }>()
  for (const one of messages)
    if (one.role === 'assistant') for (const call of one.tool_calls ?? []) calls.set(call.id, call.function)
  return messages.flatMap((one) => {
    if (one.role !== 'tool') return []
    const call = calls.get(one.tool_call_id)
    if (!call)
      throw new ApiError(400, `No tool call has the id ${one.tool_call_id} that a tool message answers.`, {
        param: 'messages',
      })
    return [{ name: call.name, arguments: parseJson(call.arguments) ?? {}, content: textOf(one) }]
  })
}

function readFormat(format: ChatRequest['response_format']): Format {
  if (format?.type === 'json_object') return { kind: 'object' }
  if (format?.type === 'json_schema') return { kind: 'schema', schema: format.json_schema.schema }
  return { kind: 'text' }
}

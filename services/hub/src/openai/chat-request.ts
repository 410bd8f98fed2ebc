import { createHash } from 'node:crypto'
import { z } from 'zod'
import { OpenAiError } from './openai-error.ts'

/*
 * A request as OpenAI's clients send it. What would change what an agent does is refused, because the agent decides that
 * (tools, the form of the answer, several answers); what only tunes a model (temperature, max_tokens, …) is passed over.
 */

const textPart = z.looseObject({ type: z.literal('text', 'Only text can be sent to an agent'), text: z.string() })
const content = z.union([z.string(), z.array(textPart).transform((parts) => parts.map(({ text }) => text).join('\n'))])

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: content.nullish().transform((text) => text ?? ''),
})

const none = (what: string) => z.array(z.unknown()).max(0, `${what}: the agent has its own`).nullish()

const schema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1, 'an agent gives one answer').nullish(),
  tools: none('tools cannot be given'),
  functions: none('functions cannot be given'),
  response_format: z
    .looseObject({ type: z.literal('text', 'the agent decides about the form of its answer') })
    .nullish(),
  logprobs: z.literal(false, 'an agent has no log probabilities').nullish(),
  user: z.string().min(1).max(200).nullish(),
  metadata: z.looseObject({ session_id: z.string().min(1).max(200).optional() }).nullish(),
})

/** What was said before. */
export interface Said {
  role: 'user' | 'assistant'
  content: string
}

/** What a client wants of an agent. */
export interface ChatRequest {
  /** The name of the agent. */
  model: string
  stream: boolean
  include_usage: boolean
  input: string
  history: Said[]
  /** The session that the client names; undefined when it names none. */
  session: { id: string } | { user: string } | undefined
}

/** Reads the body of a request. Throws OpenAiError 400 with the field that is wrong. */
export function readChatRequest(body: unknown, sessionHeader: string | undefined): ChatRequest {
  const parsed = schema.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const param = issue!.path.join('.')
    throw new OpenAiError(400, 'invalid_request', `${param || 'The body'}: ${issue!.message}`, param || null)
  }
  const { model, messages, stream, stream_options, user, metadata } = parsed.data
  const id = sessionHeader || metadata?.session_id
  return {
    ...{ model, stream: stream ?? false, include_usage: stream_options?.include_usage ?? false },
    ...splitMessages(messages),
    session: id ? { id } : user ? { user } : undefined,
  }
}

/** The session of a client's user: the same for the same caller, agent and user, and nobody else's. */
export const sessionOfUser = (caller: string, agent: string, user: string): string =>
  createHash('sha256')
    .update(JSON.stringify([caller, agent, user]))
    .digest('hex')
    .slice(0, 32)

/**
 * The last words of the user are the input, what was said before the history. What the client tells the model as system
 * stands before the first words of the user, for the agent has instructions of its own; its tool messages are left out.
 */
function splitMessages(messages: z.output<typeof message>[]): Pick<ChatRequest, 'input' | 'history'> {
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer').map(({ content }) => content)
  const said = messages
    .filter((each) => (each.role === 'user' || each.role === 'assistant') && each.content !== '')
    .map(({ role, content }) => ({ role, content }) as Said)
  const first = said.findIndex(({ role }) => role === 'user')
  if (said.at(-1)?.role !== 'user') {
    throw new OpenAiError(400, 'invalid_request', 'messages: the last one must be of the role user', 'messages')
  }
  const begun = said.slice(first)
  begun[0] = { role: 'user', content: [...system, begun[0]!.content].join('\n\n') }
  const answers = begun.map(({ role }) => role).lastIndexOf('assistant')
  const input = begun.slice(answers + 1)
  return { history: begun.slice(0, answers + 1), input: input.map(({ content }) => content).join('\n\n') }
}

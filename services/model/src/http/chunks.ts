import { type Completion, MODEL } from './completion.ts'

/** Words of an answer, and characters of arguments, in one piece of a stream. */
const WORDS = 3
const CHARACTERS = 24

/**
 * A completion as the chunks of a stream: first the role, then the words or the tool calls in pieces, then the reason for
 * the end, and with `includeUsage` a last chunk without choices that has the usage.
 */
export function chunks(completion: Completion, includeUsage: boolean): object[] {
  const { id, created, content, toolCalls, finishReason, usage } = completion
  const head = { id, object: 'chat.completion.chunk', created, model: MODEL }
  const rest = includeUsage ? { usage: null } : {}
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...rest,
  })
  const calls = toolCalls.flatMap((call, index) => [
    chunk({ tool_calls: [{ index, ...call, function: { name: call.function.name, arguments: '' } }] }),
    ...pieces(call.function.arguments, CHARACTERS).map((piece) =>
      chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
    ),
  ])
  return [
    chunk({ role: 'assistant', content: content === null ? null : '', refusal: null }),
    ...wordPieces(content ?? '').map((piece) => chunk({ content: piece })),
    ...calls,
    chunk({}, finishReason),
    ...(includeUsage ? [{ ...head, choices: [], usage }] : []),
  ]
}

function wordPieces(text: string): string[] {
  return text.match(new RegExp(`\\s*(?:\\S+\\s*){1,${WORDS}}`, 'g')) ?? []
}

/** The text in pieces of `size` characters; pairs of surrogates stay together. */
function pieces(text: string, size: number): string[] {
  const characters = [...text]
  const count = Math.ceil(characters.length / size)
  return Array.from({ length: count }, (_, at) => characters.slice(at * size, (at + 1) * size).join(''))
}

import type { Run } from './agents-api.ts'
import { AnswerText, answerOf } from './answer-text.ts'
import type { Heard } from './follow-run.ts'
import { OpenAiError, toOpenAiError } from './openai-error.ts'

/** What stands in an answer and in each of its pieces. */
export interface CompletionHead {
  id: string
  /** Seconds since the epoch. */
  created: number
  model: string
}

/** Is told the whole answer as the client has it, before the last of it is sent. */
export type OnAnswer = (text: string) => void

const usageOf = ({ usage: { input_tokens, output_tokens } }: Run) => ({
  prompt_tokens: input_tokens,
  completion_tokens: output_tokens,
  total_tokens: input_tokens + output_tokens,
})

/** The whole answer at once, as `chat.completion`. Throws OpenAiError when the run has none, or the client has gone. */
export async function wholeCompletion(
  head: CompletionHead,
  heard: AsyncIterable<Heard>,
  onAnswer: OnAnswer,
): Promise<object> {
  for await (const each of heard) {
    if (each.type !== 'end') continue
    const { text, finish_reason } = answerOf(each.run)
    onAnswer(text)
    const message = { role: 'assistant', content: text, refusal: null }
    const choices = [{ index: 0, message, logprobs: null, finish_reason }]
    return { object: 'chat.completion', ...head, choices, usage: usageOf(each.run) }
  }
  throw new OpenAiError(499, 'client_gone', 'The client has gone, and its run is cancelled.')
}

/** The answer piece by piece, as the texts of server-sent events; an error is the last of them. */
export async function* completionChunks(
  head: CompletionHead,
  heard: AsyncIterable<Heard>,
  { include_usage }: { include_usage: boolean },
  onAnswer: OnAnswer,
): AsyncGenerator<string, void> {
  const chunk = (delta: object, finish_reason: string | null = null) =>
    event({ object: 'chat.completion.chunk', ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason }] })
  const answer = new AnswerText()
  let sent = ''
  yield chunk({ role: 'assistant', content: '' })
  try {
    for await (const each of heard) {
      if (each.type === 'text') {
        const piece = answer.piece(each)
        sent += piece
        yield chunk({ content: piece })
        continue
      }
      const { text, finish_reason } = answerOf(each.run)
      const rest = answer.rest(text)
      onAnswer(sent + rest)
      if (rest !== '') yield chunk({ content: rest })
      yield chunk({}, finish_reason)
      if (include_usage)
        yield event({ object: 'chat.completion.chunk', ...head, choices: [], usage: usageOf(each.run) })
    }
  } catch (error) {
    yield event(toOpenAiError(error).body)
  }
  yield 'data: [DONE]\n\n'
}

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`

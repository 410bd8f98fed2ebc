import type { Run } from './agents-api.ts'
import type { Heard } from './follow-run.ts'
import { OpenAiError } from './openai-error.ts'

/** Why an answer is over, in OpenAI's words. */
export type FinishReason = 'stop' | 'length' | 'content_filter'

/** What a run that has ended comes to. Throws OpenAiError when it has no answer. */
export function answerOf({ status, output, error }: Run): { text: string; finish_reason: FinishReason } {
  const text =
    output === null || output === undefined ? '' : typeof output === 'string' ? output : JSON.stringify(output)
  if (status === 'completed') return { text, finish_reason: 'stop' }
  if (status === 'budget_exceeded') return { text, finish_reason: 'length' }
  const { code, message } = error ?? { code: 'RUN_ENDED', message: `The run is ${status}.` }
  if (code === 'GUARDRAIL_BLOCKED') return { text: '', finish_reason: 'content_filter' }
  throw new OpenAiError(502, code, message)
}

/** Between the words of two answers of one run. */
const GAP = '\n\n'

/**
 * The pieces of an answer as they come to a client that cannot take any back. Each turn of the model is an answer; what
 * the run ends with is the last one, of which only what was not sent is sent.
 */
export class AnswerText {
  #answer: string | undefined
  /** Of the answer that is coming. */
  #sent = ''
  #hasSent = false

  /** The piece to send for one that was heard. */
  piece({ answer, text }: Extract<Heard, { type: 'text' }>): string {
    const gap = this.#answer !== answer && this.#hasSent ? GAP : ''
    if (this.#answer !== answer) this.#sent = ''
    this.#answer = answer
    this.#sent += text
    this.#hasSent = true
    return gap + text
  }

  /** What is still to be sent of the whole answer. */
  rest(whole: string): string {
    if (this.#sent !== '' && whole.startsWith(this.#sent)) return whole.slice(this.#sent.length)
    return whole !== '' && this.#hasSent ? GAP + whole : whole
  }
}

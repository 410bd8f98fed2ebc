import { shorten } from '../../lib/cut.ts'
import type { Message } from '../../lib/llm/index.ts'
import type { CallResult } from './begun.ts'
import { textOf } from './instructions.ts'

/** How much of a result the model is told, so that one large result does not fill its context. */
const MOST_CHARACTERS = 20_000

/** What the model is told about a tool call. */
export function toolMessage(result: CallResult): Message {
  const text = result.ok ? textOf(result.value) : JSON.stringify({ error: errorOf(result.error) })
  const content = shorten(text, MOST_CHARACTERS, ' … (cut off)')
  return { role: 'tool', tool_call_id: result.call.call_id, content }
}

const errorOf = ({ code, message }: { code: string; message: string }) => ({ code, message })

import { shorten } from '../../lib/cut.ts'
import type { Message } from '../../lib/llm/index.ts'
import type { ToolOutcome } from '../tools/outcome.ts'

/** How much of an outcome the model is told, so that one large result does not fill its context. */
const MOST_CHARACTERS = 20_000

/** What the model is told about a tool call. */
export function toolMessage(callId: string, outcome: ToolOutcome): Message {
  const text = JSON.stringify(outcome)
  const content = shorten(text, MOST_CHARACTERS, ' … (cut off)')
  return { role: 'tool', tool_call_id: callId, content }
}

import type { Message } from '../../lib/llm/index.ts'
import type { SessionMessage } from '../store/session_messages.ts'

type Said = Pick<SessionMessage, 'run_id' | 'place' | 'message'>

/**
 * The messages as a provider takes them. Runs that met in a session wrote in between each other, and a run may have
 * ended in the middle: the messages of a run are put together again in their order, tool calls without all of their
 * results are left out, and results without their calls too. The first message is a user's.
 */
export function wholeTurns(said: readonly Said[]): Message[] {
  const runs = new Map<string, Said[]>()
  for (const one of said) runs.set(one.run_id, [...(runs.get(one.run_id) ?? []), one])
  const messages = [...runs.values()].flatMap((run) =>
    answered(run.toSorted((a, b) => a.place - b.place).map(({ message }) => message)),
  )
  const first = messages.findIndex(({ role }) => role === 'user')
  return first < 0 ? [] : messages.slice(first)
}

function answered(messages: Message[]): Message[] {
  const whole: Message[] = []
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at]!
    if (message.role === 'tool') continue
    if (message.role !== 'assistant' || !message.tool_calls?.length) {
      whole.push(message)
      continue
    }
    const wanted = new Set(message.tool_calls.map(({ id }) => id))
    const results: Message[] = []
    for (let next = messages[at + 1]; next?.role === 'tool'; next = messages[at + 1 + results.length])
      results.push(next)
    const given = new Set(results.map((result) => (result.role === 'tool' ? result.tool_call_id : '')))
    if (given.size === wanted.size && [...wanted].every((id) => given.has(id))) whole.push(message, ...results)
  }
  return whole
}

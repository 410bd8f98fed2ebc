import { createHash } from 'node:crypto'
import type { Said } from './chat-request.ts'

/** Whose conversation it is, and with which agent. */
export interface Speakers {
  caller: string
  agent: string
}

/**
 * Sessions by what was said in them. A client of OpenAI's interface sends the whole conversation with each request and
 * names no session; one that goes on from an answer that was given here goes on in the session of that answer. What was
 * changed in it, and what was forgotten here, is a conversation of its own.
 */
export class Conversations {
  #sessions = new Map<string, string>()
  #most: number

  /** `most` are kept; the one noted longest ago goes first. */
  constructor(most: number) {
    this.#most = most
  }

  /** The session in which just this was said; undefined when there is none, or nothing was said. */
  find(of: Speakers, said: Said[]): string | undefined {
    return said.length > 0 ? this.#sessions.get(keyOf(of, said)) : undefined
  }

  /** Notes that `said`, which ends with an answer, was said in a session; what went before is not its end any more. */
  note(of: Speakers, said: Said[], session: string): void {
    const key = keyOf(of, said)
    this.#sessions.delete(key)
    this.#sessions.set(key, session)
    const oldest = this.#sessions.keys().next().value
    if (this.#sessions.size > this.#most && oldest !== undefined) this.#sessions.delete(oldest)
  }
}

/** The same for the same words, however they are cut into messages. */
function keyOf({ caller, agent }: Speakers, said: Said[]): string {
  const turns: Said[] = []
  for (const { role, content } of said) {
    const last = turns.at(-1)
    if (last?.role === role) last.content += `\n\n${content}`
    else turns.push({ role, content })
  }
  return createHash('sha256')
    .update(JSON.stringify([caller, agent, turns.map(({ role, content }) => [role, content])]))
    .digest('base64')
}

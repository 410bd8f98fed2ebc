import type { Hub } from '../../lib/hub.ts'
import type { RunIdentity } from './begun.ts'

/** A message of the hub with a piece of an answer. It stands in no table: the whole answer is an event. */
export const TOKENS = 'TOKENS'

/**
 * Hands the text of an answer to the hub as it comes. One message is under way at a time, and takes along all that came
 * since the last; so pieces arrive in order, and a slow hub slows no model. `turn` and `attempt` say which answer it is
 * of: a reader that sees a new attempt forgets the pieces of the one before.
 */
export class TokenStream {
  #hub: Hub
  #run: RunIdentity
  #turn: number
  #attempt = 0
  #count = 0
  #text = ''
  #sending: Promise<void> | undefined
  #failed = false

  constructor(hub: Hub, run: RunIdentity, turn: number) {
    this.#hub = hub
    this.#run = run
    this.#turn = turn
  }

  /** What comes now is of another attempt at the same answer. */
  restart(attempt: number): void {
    this.#attempt = attempt
    this.#count = 0
    this.#text = ''
  }

  add(piece: string): void {
    this.#text += piece
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
    })
  }

  async #send(): Promise<void> {
    // Pieces that come in the same tick go together.
    await Promise.resolve()
    while (this.#text !== '' && !this.#failed) {
      const { run_id, user_id, session_id } = this.#run
      const payload = { run_id, turn: this.#turn, attempt: this.#attempt, nth: this.#count, text: this.#text }
      this.#count += 1
      this.#text = ''
      try {
        await this.#hub.publish({ type: TOKENS, user_id, session_id, payload, timestamp: Date.now() })
      } catch {
        // The outbox has said so; the answer stands in the table.
        this.#failed = true
      }
    }
  }
}

import { toErrorRecord } from '../../lib/errors.ts'
import type { Hub, HubMessage, Published } from '../../lib/hub.ts'

/** What was published at once, and who waits for what becomes of it. */
interface Parcel {
  messages: HubMessage[]
  taken(published: Published[]): void
  refused(error: unknown): void
}

/** How long a reader may wait for what comes right after something else: nobody sees a text come in smaller pieces. */
const PAUSE_MS = 20

/**
 * What a process tells the hub: in order, while the process goes on. One request is under way at a time, and a short
 * while passes between two; what is published meanwhile goes with the next. A hub that does not take one is not asked
 * again by this process: readers find the events in the table.
 */
export class Outbox implements Hub {
  #hub: Hub
  #waiting: Parcel[] = []
  #sending: Promise<void> | undefined
  #fault: unknown
  #isFlushing = false
  /** Ends the pause after a request. */
  #goOn = () => {}

  constructor(hub: Hub) {
    this.#hub = hub
  }

  /** Done when the hub has the message. Rejects when it did not take it, or one before. */
  async publish(message: HubMessage): Promise<Published> {
    return (await this.publishAll([message]))[0]!
  }

  /** Done when the hub has the messages. Rejects when it did not take one of them, or one before. */
  publishAll(messages: HubMessage[]): Promise<Published[]> {
    return new Promise((taken, refused) => {
      this.#waiting.push({ messages, taken, refused })
      this.#sending ??= this.#send()
    })
  }

  /** A hub that nobody waits for; its numbers mean nothing. */
  get unawaited(): Hub {
    const publishAll = async (messages: HubMessage[]) => {
      this.publishAll(messages).catch(() => {})
      return messages.map(() => ({ seq: 0, delivered: 0 }))
    }
    return { publishAll, publish: async (message) => (await publishAll([message]))[0]! }
  }

  /** Done when all that was published has been taken, or never will be. */
  async flush(): Promise<void> {
    this.#isFlushing = true
    this.#goOn()
    while (this.#sending) await this.#sending
    this.#isFlushing = false
  }

  async #send(): Promise<void> {
    // What is published in the same tick goes together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const parcels = this.#waiting.splice(0)
      try {
        if (this.#fault !== undefined) throw this.#fault
        const published = await this.#hub.publishAll(parcels.flatMap(({ messages }) => messages))
        for (const { messages, taken } of parcels) taken(published.splice(0, messages.length))
      } catch (error) {
        if (this.#fault === undefined) console.warn(`The hub is left alone: ${toErrorRecord(error).message}`)
        this.#fault = error
        for (const { refused } of parcels) refused(error)
      }
      if (!this.#isFlushing && this.#fault === undefined) await this.#pause()
    }
    this.#sending = undefined
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS)
      this.#goOn = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

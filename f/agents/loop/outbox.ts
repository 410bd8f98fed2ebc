import { toErrorRecord } from '../../lib/errors.ts'
import type { Hub, HubMessage } from '../../lib/hub.ts'

/**
 * What a process tells the hub: in order, one message at a time, while the process goes on. A hub that does not take one
 * is not asked again by this process: readers find the events in the table.
 */
export class Outbox implements Hub {
  #hub: Hub
  #last: Promise<unknown> = Promise.resolve()
  #fault: unknown

  constructor(hub: Hub) {
    this.#hub = hub
  }

  /** Done when the hub has the message. Rejects when it did not take it, or one before. */
  publish(message: HubMessage): Promise<{ seq: number; delivered: number }> {
    const sent = this.#last.then(async () => {
      if (this.#fault !== undefined) throw this.#fault
      return await this.#hub.publish(message)
    })
    this.#last = sent.catch((error: unknown) => {
      if (this.#fault === undefined) console.warn(`The hub is left alone: ${toErrorRecord(error).message}`)
      this.#fault = error
    })
    return sent
  }

  /** A hub that nobody waits for; its numbers mean nothing. */
  get unawaited(): Hub {
    return {
      publish: async (message) => {
        this.publish(message).catch(() => {})
        return { seq: 0, delivered: 0 }
      },
    }
  }

  /** Done when all that was published has been taken, or never will be. */
  async flush(): Promise<void> {
    for (let last: unknown; last !== this.#last; ) {
      last = this.#last
      await last
    }
  }
}

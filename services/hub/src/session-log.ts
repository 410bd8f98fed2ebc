import type { HubLimits } from './limits.ts'
import { type Broadcast, REPLAY_GAP } from './messages.ts'

/** What a reader is sent when it connects: perhaps the notice of a gap, then events in order, as JSON texts. */
export type Replay = string[]

interface KeptEvent {
  seq: number
  text: string
  bytes: number
}

/**
 * The events of one session: numbered from 1 without gaps, the latest of them kept for replay.
 *
 * Numbers belong to an *epoch*, a name that each log gets when it is made. A hub that was started again, or that had
 * forgotten the session, begins at 1 in a new epoch; a reader that says which epoch its `since` is from is told so.
 */
export class SessionLog {
  readonly epoch: string
  #limits: HubLimits
  #kept: KeptEvent[] = []
  #seqOfId = new Map<string, number>()
  #last = 0
  #bytes = 0

  constructor(epoch: string, limits: HubLimits) {
    this.epoch = epoch
    this.#limits = limits
  }

  /** Bytes of the events that are kept. */
  get bytes(): number {
    return this.#bytes
  }

  /** Numbers an event. `text` is what readers are sent, or `null` when the event's id was numbered before. */
  append(event: Broadcast): { seq: number; text: string | null } {
    const known = event.id === undefined ? undefined : this.#seqOfId.get(event.id)
    if (known !== undefined) return { seq: known, text: null }
    const seq = ++this.#last
    const text = JSON.stringify({ seq, epoch: this.epoch, ...event })
    const bytes = Buffer.byteLength(text)
    this.#kept.push({ seq, text, bytes })
    this.#bytes += bytes
    while (this.#kept.length > this.#limits.sessionEvents || this.#bytes > this.#limits.sessionBytes) this.dropOldest()
    if (event.id !== undefined) this.#remember(event.id, seq)
    return { seq, text }
  }

  /**
   * The events after number `since` of `epoch` (of this log's own, when it is not given). When the log does not reach
   * back so far, or `since` is from another numbering: `{type: 'REPLAY_GAP', from}`, then all that is kept, which
   * begins at `from`.
   */
  replay(since: number, epoch = this.epoch): Replay {
    const from = this.#kept[0]?.seq ?? this.#last + 1
    const reaches = epoch === this.epoch && since <= this.#last && since >= from - 1
    if (reaches) return this.#kept.slice(since + 1 - from).map((event) => event.text)
    // A reader that has nothing misses nothing in a new numbering, only in one whose beginning is gone.
    const notice = since === 0 && from === 1 ? [] : [JSON.stringify({ type: REPLAY_GAP, from, epoch: this.epoch })]
    return [...notice, ...this.#kept.map((event) => event.text)]
  }

  /** Drops the oldest event that is kept; its number stays taken. False when there is none. */
  dropOldest(): boolean {
    const dropped = this.#kept.shift()
    if (dropped) this.#bytes -= dropped.bytes
    return dropped !== undefined
  }

  #remember(id: string, seq: number): void {
    this.#seqOfId.set(id, seq)
    if (this.#seqOfId.size > this.#limits.sessionIds) this.#seqOfId.delete(this.#seqOfId.keys().next().value!)
  }
}

import type { WebSocket } from 'ws'
import type { HubLimits } from './limits.ts'
import type { System } from './system.ts'

/** Why the hub ends a connection: the close code and the reason that the reader is given. */
export const CLOSE = {
  /** The hub stops; connect again with `since`. */
  stopping: [1001, 'the hub is stopping'],
  /** The reader sent something. */
  not_for_sending: [1003, 'this socket only listens: publish with POST /broadcast'],
  /** Too much is waiting for this reader. Connect again with `since`. */
  slow_reader: [4408, 'slow reader: too many unsent bytes'],
} as const

/** The part of a `ws` socket that a connection uses. */
export type Socket = Pick<WebSocket, 'readyState' | 'bufferedAmount' | 'send' | 'ping' | 'close' | 'terminate' | 'on'>

const OPEN = 1

/**
 * One reader. Its states, and what moves it on:
 *
 * - *open*: gets every event of its session.
 *   Too many unsent bytes, a message of its own, or the hub's stop → *closing*. A ping without answer → *ended*.
 * - *closing*: is sent a code and a reason, and no more events. It answers, or `closeGraceMs` pass → *ended*.
 * - *ended*: `onEnd` has been called, once.
 */
export class Connection {
  #socket: Socket
  #limits: HubLimits
  #system: System
  #answered = true
  #closing = false
  #cancelGrace: () => void = () => {}

  constructor(socket: Socket, limits: HubLimits, system: System, onEnd: (connection: Connection) => void) {
    this.#socket = socket
    this.#limits = limits
    this.#system = system
    socket.on('pong', () => {
      this.#answered = true
    })
    socket.on('message', () => this.close('not_for_sending'))
    // `ws` closes the socket itself after an error (a malformed frame, a reset); the close event follows.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#cancelGrace()
      onEnd(this)
    })
  }

  /** Sends an event. False when the reader is closing, or has become so because it is too slow. */
  send(text: string): boolean {
    if (this.#closing || this.#socket.readyState !== OPEN) return false
    this.#socket.send(text)
    if (this.#socket.bufferedAmount <= this.#limits.slowReaderBytes) return true
    this.close('slow_reader')
    return false
  }

  /** Ends a reader that has not answered the last ping; else sends the next. A closing one has its own time. */
  checkAlive(): void {
    if (this.#closing) return
    if (this.#answered && this.#socket.readyState === OPEN) this.#socket.ping()
    else this.#socket.terminate()
    this.#answered = false
  }

  /** Tells the reader why it is closed, and cuts it off when it has not taken note in `closeGraceMs`. */
  close(why: keyof typeof CLOSE): void {
    if (this.#closing) return
    this.#closing = true
    const [code, reason] = CLOSE[why]
    this.#socket.close(code, reason)
    this.#cancelGrace = this.#system.setTimer(this.#limits.closeGraceMs, () => this.#socket.terminate())
  }
}

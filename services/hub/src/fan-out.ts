import type { WebSocket } from 'ws'
import { Connection } from './connection.ts'
import { HubError } from './errors.ts'
import type { HubLimits } from './limits.ts'
import type { Broadcast } from './messages.ts'
import { type Reader, Sessions } from './sessions.ts'
import type { System } from './system.ts'

/** Whose events a reader wants, and after which number of which epoch. Without `since`: only new ones. */
export interface Listening {
  userId: string
  sessionId: string
  since?: number | undefined
  epoch?: string | undefined
}

/** The hub without HTTP: events in, readers out. All of it stands in memory and ends with the process. */
export class FanOut {
  #limits: HubLimits
  #system: System
  #sessions: Sessions
  #connections = new Set<Connection>()
  #cancelTick: () => void = () => {}
  #stopped: (() => void) | null = null

  constructor(limits: HubLimits, system: System) {
    this.#limits = limits
    this.#system = system
    this.#sessions = new Sessions(limits, system)
    this.#tick()
  }

  get counts(): { connections: number; sessions: number } {
    return { connections: this.#connections.size, sessions: this.#sessions.size }
  }

  /** Numbers an event and sends it to its session's readers; `delivered` says to how many. An id seen before: to none. */
  publish(event: Broadcast): { seq: number; delivered: number } {
    const session = this.#sessions.open(event.userId, event.sessionId)
    const { seq, text } = this.#sessions.append(session, event)
    let delivered = 0
    if (text !== null) for (const reader of session.readers) if (reader.send(text)) delivered += 1
    return { seq, delivered }
  }

  /** Whether one more reader may come in. Throws `UNAVAILABLE` or `SESSION_FULL`. */
  admit({ userId, sessionId }: Listening): void {
    if (this.#stopped) throw new HubError('UNAVAILABLE', 'The hub is stopping: connect again in a moment.')
    if (this.#connections.size >= this.#limits.connections)
      throw new HubError('UNAVAILABLE', `The hub has its ${this.#limits.connections} connections: try again later.`)
    if (this.#sessions.open(userId, sessionId).readers.size >= this.#limits.connectionsPerSession)
      throw new HubError(
        'SESSION_FULL',
        `This session has its ${this.#limits.connectionsPerSession} connections: close one of them first.`,
      )
  }

  /** Takes in a reader: what it missed first, then everything new. Nothing can come between, for nothing here waits. */
  listen(socket: WebSocket, { userId, sessionId, since, epoch }: Listening): void {
    const session = this.#sessions.open(userId, sessionId)
    const connection = new Connection(socket, this.#limits, this.#system, (ended) => {
      session.readers.delete(ended)
      session.usedAt = this.#system.now()
      this.#connections.delete(ended)
      if (this.#connections.size === 0) this.#stopped?.()
    })
    this.#connections.add(connection)
    session.readers.add(connection)
    if (since !== undefined) for (const text of session.log.replay(since, epoch)) connection.send(text)
  }

  /** Tells a part of this program what is published to a session from now on; what is answered ends that. */
  follow({ userId, sessionId }: Pick<Listening, 'userId' | 'sessionId'>, tell: (text: string) => void): () => void {
    const session = this.#sessions.open(userId, sessionId)
    const reader: Reader = {
      send(text) {
        tell(text)
        return true
      },
    }
    session.readers.add(reader)
    return () => {
      session.readers.delete(reader)
      session.usedAt = this.#system.now()
    }
  }

  /** Closes every connection, and resolves when the last has ended. */
  async stop(): Promise<void> {
    this.#cancelTick()
    const ended = new Promise<void>((resolve) => {
      this.#stopped = resolve
    })
    for (const connection of this.#connections) connection.close('stopping')
    if (this.#connections.size > 0) await ended
  }

  #tick(): void {
    this.#cancelTick = this.#system.setTimer(this.#limits.pingMs, () => {
      for (const connection of this.#connections) connection.checkAlive()
      this.#sessions.forgetIdle()
      this.#tick()
    })
  }
}

import type { HubLimits } from './limits.ts'
import type { Broadcast } from './messages.ts'
import { SessionLog } from './session-log.ts'
import type { System } from './system.ts'

/** Whoever is sent the events of a session, as JSON texts; `send` is false when it took one no more. */
export interface Reader {
  send(text: string): boolean
}

/** A session of one user: its log, and who listens. */
export interface Session {
  readonly log: SessionLog
  readonly readers: Set<Reader>
  usedAt: number
}

/**
 * The sessions that the hub knows, in the order of their last use. A session is made by its first event or reader, and
 * is forgotten when nobody listens and it is idle for `sessionIdleMs`, or is the one unused longest while there are
 * more than `sessions` of them or `totalBytes` of events.
 */
export class Sessions {
  #limits: HubLimits
  #system: System
  #byKey = new Map<string, Session>()
  #bytes = 0

  constructor(limits: HubLimits, system: System) {
    this.#limits = limits
    this.#system = system
  }

  get size(): number {
    return this.#byKey.size
  }

  /** The session of this user, made when it is new. Two users never share one, whatever their session ids. */
  open(userId: string, sessionId: string): Session {
    const key = JSON.stringify([userId, sessionId])
    const session: Session = this.#byKey.get(key) ?? {
      log: new SessionLog(this.#system.newEpoch(), this.#limits),
      readers: new Set(),
      usedAt: 0,
    }
    session.usedAt = this.#system.now()
    this.#byKey.delete(key)
    this.#byKey.set(key, session)
    if (this.#byKey.size > this.#limits.sessions) this.#forgetOldest(session)
    return session
  }

  /** Numbers an event in its session's log and keeps the whole within its bounds. */
  append(session: Session, event: Broadcast): { seq: number; text: string | null } {
    this.#bytes -= session.log.bytes
    const numbered = session.log.append(event)
    this.#bytes += session.log.bytes
    while (this.#bytes > this.#limits.totalBytes) {
      if (this.#forgetOldest(session)) continue
      // Every other session is being listened to, so this one pays with its past.
      this.#bytes -= session.log.bytes
      const dropped = session.log.dropOldest()
      this.#bytes += session.log.bytes
      if (!dropped) break
    }
    return numbered
  }

  /** Forgets the sessions that have been idle for too long. */
  forgetIdle(): void {
    const before = this.#system.now() - this.#limits.sessionIdleMs
    for (const [key, session] of this.#byKey)
      if (session.readers.size === 0 && session.usedAt <= before) this.#forget(key, session)
  }

  #forgetOldest(spared: Session): boolean {
    for (const [key, session] of this.#byKey) {
      if (session === spared || session.readers.size > 0) continue
      this.#forget(key, session)
      return true
    }
    return false
  }

  #forget(key: string, session: Session): void {
    this.#byKey.delete(key)
    this.#bytes -= session.log.bytes
  }
}

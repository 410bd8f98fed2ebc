import { randomBytes, randomUUID } from 'node:crypto'

/** What the hub takes from outside of itself: time and randomness. Tests give their own, so that none of them waits. */
export interface System {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `act` once after `ms` milliseconds, unless the function it returns is called before. */
  setTimer(ms: number, act: () => void): () => void
  /** A short random name, new with each call. */
  newEpoch(): string
  /** A UUID, new with each call. */
  newId(): string
}

/** The machine's own clock and randomness. Its timers do not keep the process alive. */
export const realSystem: System = {
  now: () => Date.now(),
  setTimer(ms, act) {
    const timer = setTimeout(act, ms).unref()
    return () => clearTimeout(timer)
  },
  newEpoch: () => randomBytes(6).toString('base64url'),
  newId: randomUUID,
}

import { randomBytes } from 'node:crypto'

/** What the model server takes from outside of itself. With a given System the same request has the same answer. */
export interface System {
  /** Milliseconds since the epoch. */
  now(): number
  /** A name that is new with each call, of letters and digits: for answers and tool calls. */
  newId(): string
}

/** The machine's own clock and randomness. */
export const realSystem: System = {
  now: () => Date.now(),
  newId: () => randomBytes(12).toString('hex'),
}

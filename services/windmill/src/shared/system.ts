import { randomBytes, randomUUID } from 'node:crypto'

/** What a program takes from outside of itself: time and randomness. Tests give their own. */
export interface System {
  /** Milliseconds since the epoch. */
  now(): number
  /** A job id: a uuid that sorts by the time it was made. */
  newJobId(): string
  /** A uuid without an order. */
  uuid(): string
  /** `bytes` random bytes, written in hex. */
  secret(bytes: number): string
}

/** A uuid whose first 48 bits are the time in milliseconds, so that ids sort as jobs were made (Windmill's job ids do). */
function timeOrderedUuid(now: number): string {
  const time = now.toString(16).padStart(12, '0')
  const tail = randomBytes(10)
  tail[0] = (tail[0]! & 0x0f) | 0x70
  tail[2] = (tail[2]! & 0x3f) | 0x80
  const hex = time + tail.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The machine's own clock and randomness. */
export const realSystem: System = {
  now: () => Date.now(),
  newJobId: () => timeOrderedUuid(Date.now()),
  uuid: () => randomUUID(),
  secret: (bytes) => randomBytes(bytes).toString('hex'),
}

/**
 * Milliseconds as Windmill writes a time: RFC 3339 in UTC with
 * microseconds and Z, and whole seconds without a fraction.
 */
export function toTimestamp(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString()
  return text.endsWith('.000Z') ? text.replace('.000Z', 'Z') : text.replace('Z', '000Z')
}

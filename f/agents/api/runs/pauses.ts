import type { Clock } from '../../../lib/clock.ts'

const FIRST_MS = 10
const LONGEST_MS = 400

/**
 * Looks again and again, at growing intervals, until `look` answers something or `most_ms` are over; then undefined. The
 * table tells nobody when a row has changed.
 */
export async function lookUntil<T>(
  clock: Clock,
  most_ms: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = clock.now() + most_ms
  for (let pause = FIRST_MS; ; pause = Math.min(pause * 1.5, LONGEST_MS)) {
    const found = await look()
    if (found !== undefined || clock.now() >= end) return found
    await clock.sleep(pause)
  }
}

import type { Clock } from '../../../lib/clock.ts'
import { isPassing, retryAfterOf } from './faults.ts'

/** Time and chance, as arguments. */
export interface Patience {
  clock: Clock
  /** From 0 up to 1, as `Math.random`. */
  random(): number
}

const MOST_TRIES = 3
const FIRST_WAIT_MS = 500
/** What is to wait longer is not waited for here, where it would hold a worker. */
const LONGEST_WAIT_MS = 5_000

/**
 * What `ask` answers, asked again while its fault is one that passes soon: at most three times, after half a second and
 * then a second (less by chance, so that jobs which failed together do not come back together), or as the API asks for.
 */
export async function patiently<T>({ clock, random }: Patience, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask()
    } catch (error) {
      const wait = retryAfterOf(error) ?? FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + random() / 2)
      if (!isPassing(error) || tries >= MOST_TRIES || wait > LONGEST_WAIT_MS) throw error
      await clock.sleep(wait)
    }
  }
}

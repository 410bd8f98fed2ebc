import { setTimeout as wait } from 'node:timers/promises'

/** How often something is looked at again before it is given up, and what is done in between. */
export interface Patience {
  tries: number
  pause(): Promise<unknown>
}

/** Two minutes, a look each second: as long as a Windmill under load takes for a lock or its table of routes. */
export const PATIENCE: Patience = { tries: 120, pause: () => wait(1000) }

/** Looks until `look` answers true; false when it never did. */
export async function lookUntil({ tries, pause }: Patience, look: () => Promise<boolean>): Promise<boolean> {
  for (let tried = 0; tried < tries; tried++) {
    if (tried > 0) await pause()
    if (await look()) return true
  }
  return false
}

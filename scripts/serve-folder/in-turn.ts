/** Has work done again after changes. */
export interface InTurn {
  /** Something has changed: the work is to be done once it has been quiet for a while. */
  changed(): void
  /** No more work begins; resolves when what is under way is done. */
  stop(): Promise<void>
}

/** A timer that can be taken back. */
export type Later = (action: () => void) => () => void

/** After a fifth of a second, in which an editor has written all of its files. */
export const AFTER_QUIET: Later = (action) => {
  const timer = setTimeout(action, 200)
  return () => clearTimeout(timer)
}

/**
 * Does `work` after changes, one time after the other: many changes of one moment lead to one time, and a change that
 * comes while it is under way leads to one more. `work` does not reject.
 */
export function inTurn(work: () => Promise<void>, later: Later = AFTER_QUIET): InTurn {
  let takeBack = () => {}
  let underWay: Promise<void> | undefined
  let isStale = false
  let stopped = false

  async function run(): Promise<void> {
    do {
      isStale = false
      await work()
    } while (isStale && !stopped)
    underWay = undefined
  }
  const begin = () => {
    if (underWay) isStale = true
    else underWay = run()
  }
  return {
    changed: () => {
      takeBack()
      if (!stopped) takeBack = later(begin)
    },
    stop: async () => {
      stopped = true
      takeBack()
      await underWay
    },
  }
}

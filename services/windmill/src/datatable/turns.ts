/** How many may be at work side by side: one, and the next one, which is at hand when the first has ended. */
export const SIDE_BY_SIDE = 2

/** Whose turn it is at something that does one thing after the other. All come in the order in which they asked. */
export interface Turns {
  /** Does `work` while nobody else is at work. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Does `work` while at most one other is at work, who came by `beside` as well. */
  beside<T>(work: () => Promise<T>): Promise<T>
}

export function createTurns(): Turns {
  const waiting: { isAlone: boolean; begin(): Promise<unknown> }[] = []
  let atWork = 0
  let oneIsAlone = false

  function next(): void {
    const first = waiting[0]
    if (!first || oneIsAlone || atWork >= (first.isAlone ? 1 : SIDE_BY_SIDE)) return
    waiting.shift()
    atWork += 1
    oneIsAlone = first.isAlone
    const end = () => {
      atWork -= 1
      oneIsAlone = false
      next()
    }
    first.begin().then(end, end)
    next()
  }

  const take = <T>(isAlone: boolean, work: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ isAlone, begin: () => work().then(resolve, reject) })
      next()
    })

  return { alone: (work) => take(true, work), beside: (work) => take(false, work) }
}

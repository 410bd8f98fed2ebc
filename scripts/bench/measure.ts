/** Milliseconds that each of `count` calls takes, one after the other. */
export async function timeEach(count: number, call: (index: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const start = performance.now()
    await call(index)
    times.push(performance.now() - start)
  }
  return times
}

/** Calls in a second when `callers` make `count` of them side by side. */
export async function perSecond(
  count: number,
  callers: number,
  call: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const start = performance.now()
  const caller = async () => {
    while (next < count) await call(next++)
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return count / ((performance.now() - start) / 1000)
}

/** The value below which the share `part` of the values lies. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** The middle one of some figures. */
export const median = (values: number[]): number => quantile(values, 0.5)

/** The middle one of each figure of several rounds, to a tenth. */
export function middleRound<Figures extends { [name in keyof Figures]: number }>(rounds: Figures[]): Figures {
  const middle = (name: keyof Figures) => Math.round(median(rounds.map((figures) => figures[name])) * 10) / 10
  const names = Object.keys(rounds[0]!) as (keyof Figures)[]
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Figures
}

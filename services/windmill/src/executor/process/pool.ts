import { executionError } from '../job-error.ts'

/** A process that is started ahead of its job. */
export interface Poolable {
  /** When it waits for its job. */
  readonly ready: Promise<void>
  readonly ended: Promise<unknown>
}

export interface PoolOptions<P> {
  /** Processes that wait when there is nothing to do. */
  size: number
  /** Processes that may be starting at a time: more would only share the processor, and the server waits for each. */
  starting: number
  start(): P
  end(process: P): void
}

/** After so many processes in a row that ended before they were ready, a job is told instead of tried again. */
const MOST_FAILURES = 3

/**
 * Keeps processes waiting for a job, and starts more while jobs wait for one. Jobs get them in the order in which they
 * asked.
 */
export function createPool<P extends Poolable>({ size, starting: mostStarting, start, end }: PoolOptions<P>) {
  const ready: P[] = []
  const starting = new Set<P>()
  const takers: { give(process: P): void; refuse(error: Error): void }[] = []
  let failures = 0
  let wanted = 0
  let stopped = false

  function fill(): void {
    while (!stopped && starting.size < mostStarting && ready.length + starting.size < wanted + takers.length) begin()
  }

  function begin(): void {
    const process = start()
    starting.add(process)
    let isReady = false
    void process.ready.then(() => {
      isReady = true
      failures = 0
      starting.delete(process)
      const taker = takers.shift()
      if (taker) taker.give(process)
      else ready.push(process)
      fill()
    })
    void process.ended.then(() => {
      const index = ready.indexOf(process)
      if (index !== -1) ready.splice(index, 1)
      if (!isReady) fail(process)
    })
  }

  function fail(process: P): void {
    starting.delete(process)
    failures++
    if (failures < MOST_FAILURES || stopped) {
      fill()
      return
    }
    wanted = 0
    const error = executionError('a process for the job cannot be started: it ends before it is ready')
    for (const taker of takers.splice(0)) taker.refuse(error)
  }

  return {
    /** Starts processes ahead of time: `count`, or as many as the pool holds. */
    warm(count = size): void {
      wanted = count
      fill()
    },
    /** A process for one job. */
    take(): Promise<P> {
      if (stopped) throw executionError('the server is stopping')
      wanted = size
      const waiting = ready.shift()
      // The one that takes its place is started after the job has been sent, not before.
      setImmediate(fill)
      if (waiting) return Promise.resolve(waiting)
      return new Promise((give, refuse) => takers.push({ give, refuse }))
    },
    stop(): void {
      stopped = true
      for (const process of [...ready.splice(0), ...starting]) end(process)
      for (const taker of takers.splice(0)) taker.refuse(executionError('the server is stopping'))
    },
  }
}

import { executionError } from '../job-error.ts'

/** A process that has been started and has no job yet. */
export interface Waiting {
  readonly ended: Promise<unknown>
}

/** After so many processes in a row that ended before they had a job, no more are started ahead of time. */
const MOST_FAILURES = 3

/**
 * Keeps `size` processes waiting for a job. One that is taken is replaced at once; when none waits, one is started for
 * the job that asks. `start` starts a process, `end` ends one that is no longer wanted.
 */
export function createPool<P extends Waiting>(size: number, start: () => P, end: (process: P) => void) {
  const waiting: P[] = []
  let failures = 0
  let stopped = false

  function refill(wanted: number): void {
    while (!stopped && failures < MOST_FAILURES && waiting.length < wanted) {
      const process = start()
      waiting.push(process)
      void process.ended.then(() => {
        const index = waiting.indexOf(process)
        if (index === -1) return
        waiting.splice(index, 1)
        failures++
      })
    }
  }

  return {
    warm: (wanted = size) => refill(wanted),
    /** A process for one job. The next one is started when this call's caller has gone on. */
    take(): P {
      if (stopped) throw executionError('the server is stopping')
      const process = waiting.shift() ?? start()
      setImmediate(refill, size)
      return process
    },
    /** Tells that a process did get to its job, so that earlier failures count no more. */
    worked(): void {
      failures = 0
    },
    stop(): P[] {
      stopped = true
      const left = waiting.splice(0)
      left.forEach(end)
      return left
    },
  }
}

import { readFamilies } from './process-table.ts'

const EVERY_MS = 250

export interface Limits {
  maxMemoryBytes: number
  maxProcesses: number
}

interface Watched {
  process: { readonly pid: number }
  peakKb: number
  onOver(reason: string): void
}

/**
 * Looks at the processes of running jobs four times a second: how much memory they hold and how many they are. A job
 * over a limit is reported once, with the reason. A job that ends sooner is never looked at and costs nothing.
 */
export function createWatch({ maxMemoryBytes, maxProcesses }: Limits) {
  const jobs = new Set<Watched>()
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    const family = readFamilies()
    for (const job of jobs) {
      const rows = family(job.process.pid)
      const kb = rows.reduce((sum, { residentKb }) => sum + residentKb, 0)
      job.peakKb = Math.max(job.peakKb, kb)
      // Processes first: what they share is counted in each, so that many are also much.
      if (rows.length > maxProcesses) over(job, `more than ${maxProcesses} processes`)
      else if (kb * 1024 > maxMemoryBytes)
        over(job, `more than ${Math.round(maxMemoryBytes / 1024 / 1024)} MiB of memory`)
    }
  }

  function over(job: Watched, reason: string): void {
    jobs.delete(job)
    job.onOver(reason)
  }

  return {
    /** Watches a process and what it starts until the returned function is called, which gives the peak in KiB. */
    add(process: { readonly pid: number }, onOver: (reason: string) => void): () => number {
      const job: Watched = { process, peakKb: 0, onOver }
      jobs.add(job)
      timer ??= setInterval(look, EVERY_MS)
      return () => {
        jobs.delete(job)
        if (jobs.size === 0) {
          clearInterval(timer)
          timer = undefined
        }
        return job.peakKb
      }
    },
  }
}

export type Watch = ReturnType<typeof createWatch>

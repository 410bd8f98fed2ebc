import type { WorkerContext } from './context.ts'
import { runJob } from './run-job.ts'
import { STOPPING } from './stopping.ts'

/** What a worker does with what is due besides jobs: suspended jobs whose time is over. */
export type OnOverdue = (jobId: string) => void

/** setTimeout takes no longer wait; a later due time is looked at again then. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

/**
 * The worker's loop: claims what is due whenever the queue says there may be something, as long as fewer than
 * `concurrency` jobs with a process run, and sets a timer for what is due later. Flows hold no place: they are moved
 * on at once, by whatever happens to them.
 */
export function startLoop(
  worker: WorkerContext,
  concurrency: number,
  onOverdue: OnOverdue,
): { running: Map<string, AbortController>; stop(): Promise<void> } {
  const running = new Map<string, AbortController>()
  const finished = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let held = 0
  let stopped = false
  let scheduled = false

  /** Many events of one moment lead to one look at the queue. */
  const wake = () => {
    if (scheduled || stopped) return
    scheduled = true
    setImmediate(look)
  }

  const look = () => {
    scheduled = false
    if (stopped) return
    const free = concurrency - held
    if (free > 0) {
      const claimed = worker.queue.claim(free)
      for (const job of claimed) {
        const controller = new AbortController()
        running.set(job.id, controller)
        // An agent step only waits, for the model and for the jobs of its tools; if it held a place, all places could be
        // held by agents whose tools wait for one.
        const places = job.kind === 'aiagent' ? 0 : 1
        held += places
        const done = runJob(worker, job, controller.signal).finally(() => {
          running.delete(job.id)
          held -= places
          finished.delete(done)
          wake()
        })
        finished.add(done)
      }
    }
    clearTimeout(timer)
    // While all places are taken, no time is set for the jobs that wait: they are looked at when a place is free.
    const wait = worker.queue.untilNextDue(held < concurrency)
    if (wait === 0) for (const id of worker.queue.overdue()) onOverdue(id)
    if (wait !== undefined) timer = setTimeout(wake, Math.min(wait, LONGEST_WAIT_MS))
  }

  const onStop = (id: string) => running.get(id)?.abort()
  worker.queue.events.on('ready', wake)
  worker.queue.events.on('stop', onStop)
  wake()

  return {
    running,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      worker.queue.events.off('ready', wake)
      worker.queue.events.off('stop', onStop)
      for (const controller of running.values()) controller.abort(STOPPING)
      await Promise.all(finished)
    },
  }
}

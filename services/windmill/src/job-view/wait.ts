import type { Queue } from '../queue/index.ts'
import { WindmillError } from '../shared/errors.ts'
import type { Job } from '../shared/job.ts'
import { type Ended, resultForCaller } from './early-return.ts'
import type { Timers } from './timers.ts'

/** Seconds that a request waits for a result (Windmill's TIMEOUT_WAIT_RESULT). */
const LONGEST_WAIT_S = 600

/**
 * Waits for the result of a job on behalf of a request. A caller who goes away (`signal`) cancels the job, as `by`;
 * one who has waited for ten minutes gets an execution error, and the job goes on. Nothing is polled: the queue tells.
 */
export function waitForResult(
  queue: Queue,
  id: string,
  { signal, by, timers }: { signal: AbortSignal; by: string; timers: Timers },
): Promise<Ended> {
  const job = queue.get(id)
  return new Promise((resolve, reject) => {
    const stopTimer = timers.after(LONGEST_WAIT_S * 1000, () =>
      leave(() => reject(new WindmillError('execution', `timeout after ${LONGEST_WAIT_S}s`))),
    )
    const leave = (then: () => void) => {
      stopTimer()
      queue.events.off('changed', onChanged)
      queue.events.off('ended', onEnded)
      signal.removeEventListener('abort', onAbort)
      then()
    }
    const onChanged = (about: string) => {
      if (about === id) look(queue.get(id))
    }
    const onEnded = (ended: Job) => {
      if (ended.id === id) look(ended)
    }
    const onAbort = () =>
      leave(() => {
        queue.cancel(id, by, 'http connection broke')
        reject(new WindmillError('internal', 'the caller went away'))
      })
    const look = (job: Job | undefined) => {
      const ended = job && resultForCaller(queue, job)
      if (ended) leave(() => resolve(ended))
    }
    if (signal.aborted) return onAbort()
    // A flow with an early return answers before it has ended; looking at any other job before its end is for nothing.
    if (job?.raw_flow?.early_return) queue.events.on('changed', onChanged)
    queue.events.on('ended', onEnded)
    signal.addEventListener('abort', onAbort)
    look(job)
  })
}

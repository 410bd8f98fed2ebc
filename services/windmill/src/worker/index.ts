/**
 * The worker: it runs jobs. Scripts run in processes of their own (`executor`), SQL on the data table, and flows and
 * workflows are moved on by what happens to them; they hold no place of the worker while they wait.
 */
import type { WorkerContext } from './context.ts'
import { driveFlow } from './flow/drive-flow.ts'
import { startLoop } from './loop.ts'
import { onJobEnded } from './on-ended.ts'
import { onOverdue, onResumed } from './on-waited.ts'
import { recover } from './recover.ts'

export type { WorkerContext } from './context.ts'

/** A worker that runs jobs until it is stopped; what runs then waits in the queue for the next start. */
export interface Worker {
  stop(): Promise<void>
}

/** Starts a worker that runs up to `concurrency` processes at a time, and takes up what an earlier one left. */
export function startWorker(context: WorkerContext, concurrency: number): Worker {
  const resumed = (flowId: string) => onResumed(context, flowId)
  context.queue.onEnd = (job, end) => onJobEnded(context, job, end)
  context.queue.onCancelFlow = (flow, canceler, reason) =>
    driveFlow(context, flow.id, { type: 'canceled', canceler, reason })
  context.queue.events.on('resumed', resumed)
  recover(context)
  const loop = startLoop(context, concurrency, (id) => onOverdue(context, id))
  return {
    stop: async () => {
      context.queue.events.off('resumed', resumed)
      await loop.stop()
      context.queue.onEnd = undefined
      context.queue.onCancelFlow = undefined
    },
  }
}

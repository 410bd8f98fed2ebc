import { canceledResult } from '../queue/index.ts'
import { isFlowKind } from '../shared/job.ts'
import { jobs } from '../store/index.ts'
import type { WorkerContext } from './context.ts'
import { driveFlow } from './flow/drive-flow.ts'
import { onResumed } from './on-waited.ts'

/**
 * Takes up what an earlier server left when it ended: processes that are still there are ended first, so that no job
 * runs beside its twin; jobs that somebody had cancelled end; jobs that ran wait again; flows that were claimed and had
 * not begun begin; and answers of people that had been noted, but not yet acted on, are acted on.
 */
export function recover(worker: WorkerContext): void {
  const { connection } = worker.store
  worker.executor.endLeftovers()
  for (const { id, canceled_by, canceled_reason } of jobs.canceledUnfinished.all(connection, undefined)) {
    worker.queue.end(id, { success: false, result: canceledResult(canceled_by, canceled_reason) })
  }
  jobs.requeueRunning.run(connection, undefined)
  for (const { id, kind, suspend } of jobs.unfinishedJobs.all(connection, undefined)) {
    if (suspend > 0) onResumed(worker, id)
    else if (isFlowKind(kind)) driveFlow(worker, id, { type: 'started' })
  }
}

import { canceledResult } from '../queue/index.ts'
import { isFlowKind } from '../shared/job.ts'
import { jobs } from '../store/index.ts'
import type { WorkerContext } from './context.ts'
import { driveFlow } from './flow/drive-flow.ts'
import { onResumed } from './on-waited.ts'

/**
 * Takes up what an earlier server left when it ended: processes that are still there are ended first, so that no job
 * runs beside its twin; jobs that somebody had cancelled end; jobs that ran wait again, but for those of the tools of an
 * agent step, which will call them anew; flows that were claimed and had not begun begin; and answers of people that had
 * been noted, but not yet acted on, are acted on.
 */
export function recover(worker: WorkerContext): void {
  const { connection } = worker.store
  worker.executor.endLeftovers()
  for (const { id, canceled_by, canceled_reason } of jobs.canceledUnfinished.all(connection, undefined)) {
    worker.queue.end(id, { success: false, result: canceledResult(canceled_by, canceled_reason) })
  }
  const agents = jobs.runningAgents.all(connection, undefined)
  jobs.requeueRunning.run(connection, undefined)
  for (const agent of agents) {
    for (const { id } of jobs.unfinishedDescendants.all(connection, agent)) {
      worker.queue.cancel(id, 'the server', 'the agent step that called it begins again')
    }
  }
  for (const { id, kind, suspend } of jobs.unfinishedJobs.all(connection, undefined)) {
    if (suspend > 0) onResumed(worker, id)
    else if (isFlowKind(kind)) driveFlow(worker, id, { type: 'started' })
  }
}

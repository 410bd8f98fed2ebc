import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { recordAnswer } from '../conversation/index.ts'
import { isFlowKind, type Job, type JobEnd } from '../shared/job.ts'
import type { WorkerContext } from './context.ts'
import { driveFlow } from './flow/drive-flow.ts'
import { onCallEnded } from './workflow/move-workflow.ts'

/**
 * What the end of a job leads to, in the same transaction: the flow that it is a step of goes on, or the workflow that
 * called it. So there is no moment at which a job has ended and its flow does not know.
 */
export function onJobEnded(worker: WorkerContext, job: Job, end: JobEnd): void {
  if (isFlowKind(job.kind) && job.raw_flow?.same_worker && !job.options.root_flow) forgetSharedFolder(worker, job.id)
  recordAnswer(worker.store, job)
  if (!job.parent_job) return
  if (job.options.workflow_key) {
    onCallEnded(worker, job, job.options.workflow_key)
  } else if (job.flow_step_id !== null) {
    driveFlow(worker, job.parent_job, {
      type: 'job_completed',
      job: job.id,
      success: end.success,
      result: end.result,
      canceled: job.canceled_by === null ? undefined : { by: job.canceled_by, reason: job.canceled_reason },
      skipped: end.is_skipped,
      stop_early: end.stop_early,
      error_handled: end.error_handled,
      recovered: end.recovered,
      started_at: job.started_at ?? undefined,
      duration_ms: job.duration_ms ?? undefined,
    })
  }
}

function forgetSharedFolder(worker: WorkerContext, flowId: string): void {
  worker.store.afterCommit(() => rmSync(join(worker.dataDir, 'shared', flowId), { recursive: true, force: true }))
}

import { isFlowKind } from '../shared/job.ts'
import { jobs } from '../store/index.ts'
import type { WorkerContext } from './context.ts'
import { driveFlow } from './flow/drive-flow.ts'
import { onApprovalAnswered, onWorkflowOverdue } from './workflow/move-workflow.ts'

/** Somebody has answered a suspended flow or workflow; the answer is in the store. */
export function onResumed(worker: WorkerContext, id: string): void {
  const job = worker.queue.get(id)
  if (!job || job.completed_at !== null) return
  if (!isFlowKind(job.kind)) {
    onApprovalAnswered(worker, id)
    return
  }
  const stepJob = job.flow_status?.modules[job.flow_status.step - 1]?.job
  if (!stepJob) return
  for (const { resume_id, approver, payload, approved } of jobs.resumeEventsOf.all(worker.store.connection, {
    job_id: stepJob,
  })) {
    driveFlow(worker, id, { type: 'resumed', job: stepJob, resume_id, approver, payload, approved })
  }
}

/** A suspended job has waited as long as it was to. */
export function onOverdue(worker: WorkerContext, id: string): void {
  const job = worker.queue.get(id)
  if (!job || job.completed_at !== null) return
  if (isFlowKind(job.kind)) driveFlow(worker, id, { type: 'timer' })
  else onWorkflowOverdue(worker, job)
}

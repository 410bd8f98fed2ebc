import { answeredId } from '../flow/index.ts'
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
  const asking = job.flow_status?.modules[job.flow_status.step - 1]
  if (!asking?.job) return
  const answers = jobs.resumeEventsOf.all(worker.store.connection, { job_id: answeredId(id, asking) })
  for (const { resume_id, approver, payload, approved } of answers) {
    driveFlow(worker, id, { type: 'resumed', job: asking.job, resume_id, approver, payload, approved })
  }
}

/** A suspended job has waited as long as it was to. */
export function onOverdue(worker: WorkerContext, id: string): void {
  const job = worker.queue.get(id)
  if (!job || job.completed_at !== null) return
  if (isFlowKind(job.kind)) driveFlow(worker, id, { type: 'timer' })
  else onWorkflowOverdue(worker, job)
}

import type { Job } from '../shared/job.ts'
import type { WorkerContext } from './context.ts'

/**
 * Where a job's stream goes: to the job itself; and with the first piece, the flows around it note which of their jobs
 * streams, so that whoever follows a flow hears it (Windmill's `flow_status.stream_job`).
 */
export function streamTeller(worker: WorkerContext, job: Job): (text: string) => void {
  let told = false
  return (text) => {
    if (!told) noteStream(worker, job)
    told = true
    worker.queue.stream(job.id, text)
  }
}

function noteStream(worker: WorkerContext, job: Job): void {
  worker.store.transaction(() => {
    let flowId = job.flow_step_id === null ? null : job.parent_job
    while (flowId) {
      const flow = worker.queue.get(flowId)
      if (!flow?.flow_status || flow.completed_at !== null) return
      worker.queue.saveFlowStatus(flow.id, { ...flow.flow_status, stream_job: job.id })
      flowId = flow.flow_step_id === null ? null : flow.parent_job
    }
  })
}

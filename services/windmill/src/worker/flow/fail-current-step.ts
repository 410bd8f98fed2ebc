import type { Job } from '../../shared/job.ts'
import { jobs } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'

/** In a flow that was cancelled, the step at which it stood has failed (case `cancel/running`). */
export function failCurrentStep(worker: WorkerContext, flow: Job): void {
  const status = flow.flow_status
  const current = status?.modules[status.step]
  if (!status || !current || current.type === 'Success' || current.type === 'Failure') return
  const modules = status.modules.map((module) =>
    module === current
      ? { id: module.id, type: 'Failure' as const, job: module.job, flow_jobs: module.flow_jobs }
      : module,
  )
  jobs.saveFlowStatus.run(worker.store.connection, { id: flow.id, flow_status: { ...status, modules } })
}

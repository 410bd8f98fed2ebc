import { advance, type FlowAction, type FlowContext, type FlowEvent, initialStatus } from '../../flow/index.ts'
import type { Job } from '../../shared/job.ts'
import type { FlowStatus, FlowValue } from '../../shared/openflow.ts'
import { jobs } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'
import { childJob } from './child-job.ts'
import { interpolators } from './interpolators.ts'
import { findStepResult, recordStepResults } from './step-results.ts'

/**
 * Moves a flow on by one event: asks the interpreter what is next, stores the flow's new status and does what it asks
 * for, all in one transaction. An event that came before, or for a flow that has ended, changes nothing.
 */
export function driveFlow(worker: WorkerContext, flowId: string, event: FlowEvent): void {
  worker.store.transaction(() => {
    const job = worker.queue.get(flowId)
    if (!job || job.completed_at !== null || !job.raw_flow) return
    const flow = job.raw_flow
    const before = job.flow_status ?? initialStatus(flow)
    const { status, actions } = advance(flowContext(worker, job, flow, before), event)
    if (status !== before || job.flow_status === null) {
      worker.queue.saveFlowStatus(flowId, status)
      recordStepResults(worker, job, before, status)
    }
    for (const action of actions) perform(worker, job, flow, status, action)
  })
}

function flowContext(worker: WorkerContext, job: Job, flow: FlowValue, status: FlowStatus): FlowContext {
  const stepJob = status.modules[status.step - 1]?.job
  const answers = stepJob ? jobs.resumeEventsOf.all(worker.store.connection, { job_id: stepJob }) : []
  return {
    flow,
    status,
    args: job.preprocessed_args ?? job.args,
    evaluate: worker.evaluate,
    results: (stepId) => findStepResult(worker, job, stepId),
    jobResult: (id) => worker.queue.get(id)?.result ?? null,
    resumes: answers.map(({ resume_id, approver, payload, approved }) => ({ resume_id, approver, payload, approved })),
    ...interpolators(worker, job),
    now: () => worker.system.now(),
    newJobId: () => worker.system.newJobId(),
    random: worker.random,
    isInner: job.kind === 'flownode',
  }
}

function perform(worker: WorkerContext, job: Job, flow: FlowValue, status: FlowStatus, action: FlowAction): void {
  const { queue } = worker
  switch (action.type) {
    case 'push':
      queue.push(childJob(worker, job, flow, status, action.job))
      break
    case 'complete':
      queue.log(job.id, `Flow job completed with ${action.success ? 'success' : 'error'}\n`)
      queue.end(job.id, {
        success: action.success,
        result: action.result,
        is_skipped: action.skipped,
        stop_early: action.stop_early,
      })
      break
    case 'suspend':
      queue.suspend(job.id, action.required_events, action.until)
      break
    case 'set_args':
      jobs.savePreprocessedArgs.run(worker.store.connection, { id: job.id, preprocessed_args: action.args })
      break
    case 'cancel_children':
      for (const { id } of jobs.unfinishedDescendants.all(worker.store.connection, { id: job.id })) {
        queue.cancel(id, job.created_by, action.reason)
      }
  }
}

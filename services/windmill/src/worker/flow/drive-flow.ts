import {
  advance,
  answeredId,
  type FlowAction,
  type FlowContext,
  type FlowEvent,
  initialStatus,
  type Resume,
} from '../../flow/index.ts'
import type { Job } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { FlowStatus, FlowValue, ModuleStatus } from '../../shared/openflow.ts'
import { toTimestamp } from '../../shared/system.ts'
import { jobs, StoreError } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'
import { childJob } from './child-job.ts'
import { absentTarget } from './deployed.ts'
import { interpolators } from './interpolators.ts'
import { keepResult } from './kept-result.ts'
import { findStepResult, recordStepResults } from './step-results.ts'

/**
 * Moves a flow on by one event: asks the interpreter what is next, stores the flow's new status and does what it asks
 * for, all in one transaction. An event that came before, or for a flow that has ended, changes nothing. What cannot be
 * done because of how the flow is written ends the flow, and nothing else: the end of a step's job stays.
 */
export function driveFlow(worker: WorkerContext, flowId: string, event: FlowEvent): void {
  worker.store.transaction(() => {
    const job = worker.queue.get(flowId)
    if (!job || job.completed_at !== null || !job.raw_flow) return
    try {
      move(worker, job, job.raw_flow, event)
    } catch (error) {
      if (error instanceof StoreError || worker.queue.get(flowId)?.completed_at !== null) throw error
      worker.queue.end(flowId, { success: false, result: internalError(error) })
      cancelBelow(worker, job, 'its flow could not go on')
    }
  })
}

function move(worker: WorkerContext, job: Job, flow: FlowValue, event: FlowEvent): void {
  const before = job.flow_status ?? initialStatus(flow)
  const { status, actions } = advance(flowContext(worker, job, flow, before), event)
  if (status !== before || job.flow_status === null) {
    worker.queue.saveFlowStatus(job.id, status)
    recordStepResults(worker, job, before, status)
  }
  perform(worker, job, flow, actions)
}

const internalError = (error: unknown): JsonObject => ({
  error: { message: `Internal: ${error instanceof Error ? error.message : String(error)}`, name: 'InternalErr' },
})

function flowContext(worker: WorkerContext, job: Job, flow: FlowValue, status: FlowStatus): FlowContext {
  const { queue, system } = worker
  const { connection } = worker.store
  const answersTo = (step: ModuleStatus): Resume[] =>
    jobs.resumeEventsOf
      .all(connection, { job_id: answeredId(job.id, step) })
      .map(({ resume_id, approver, payload, approved }) => ({ resume_id, approver, payload, approved }))
  /** The step that asks first takes the answers that were given to the flow as a whole. */
  const resumesOf = (step: ModuleStatus): Resume[] => {
    jobs.bindFlowAnswers.run(connection, { flow_id: job.id, step_job: answeredId(job.id, step) })
    return answersTo(step)
  }
  const waitsBehind = status.modules[status.step - 1]
  return {
    flow,
    status,
    args: job.preprocessed_args ?? job.args,
    evaluate: worker.evaluate,
    results: (stepId) => findStepResult(worker, job, stepId),
    item: (index) => jobs.getLoopItem.one(connection, { flow_id: job.id, at: index })?.item ?? null,
    jobResult: (id) => queue.get(id)?.result ?? null,
    jobArgs: (id) => queue.get(id)?.args ?? {},
    resumes: waitsBehind ? answersTo(waitsBehind) : [],
    resumesOf,
    absent: (module) => absentTarget(worker, job.workspace_id, module),
    ...interpolators(worker, job),
    now: system.now,
    newJobId: system.newJobId,
    random: worker.random,
    isInner: job.flow_step_id !== null,
    deployed: isDeployed(worker, job),
    flow_job_id: job.id,
    started_at: toTimestamp(job.started_at ?? job.created_at),
    scheduled_for: toTimestamp(job.scheduled_for ?? job.created_at),
  }
}

/** Whether the flow, or the one around it that has a path, was deployed; iterations and branches are as their flow is. */
function isDeployed(worker: WorkerContext, job: Job): boolean {
  if (job.kind !== 'flownode') return job.kind !== 'flowpreview'
  const parent = job.parent_job ? worker.queue.get(job.parent_job) : undefined
  return parent !== undefined && isDeployed(worker, parent)
}

/**
 * Does what the interpreter asks for. A flow ends before its
 * children are cancelled, so that it does not hear of their ends.
 */
function perform(worker: WorkerContext, job: Job, flow: FlowValue, actions: FlowAction[]): void {
  const { queue } = worker
  const cancelsLast = (action: FlowAction) => (action.type === 'cancel_children' ? 1 : 0)
  for (const action of actions.toSorted((a, b) => cancelsLast(a) - cancelsLast(b))) {
    switch (action.type) {
      case 'push':
        queue.push(childJob(worker, job, flow, action.job))
        break
      case 'complete': {
        const { success, result, skipped, canceled, stop_early, error_handled, recovered } = action
        if (success) keepResult(worker, job, result)
        queue.log(job.id, `Flow job completed with ${success ? 'success' : 'error'}\n`)
        const cancellation = canceled && { canceled_by: canceled.by, canceled_reason: canceled.reason ?? undefined }
        jobs.deleteLoopItems.run(worker.store.connection, { flow_id: job.id })
        queue.end(job.id, {
          success,
          result,
          is_skipped: skipped,
          ...cancellation,
          stop_early,
          error_handled,
          recovered,
        })
        break
      }
      case 'suspend':
        queue.suspend(job.id, action.required_events, action.until)
        break
      case 'set_args':
        jobs.savePreprocessedArgs.run(worker.store.connection, { id: job.id, preprocessed_args: action.args })
        jobs.clearArgs.run(worker.store.connection, { id: job.id })
        break
      case 'keep_items':
        jobs.deleteLoopItems.run(worker.store.connection, { flow_id: job.id })
        for (const [at, item] of action.items.entries()) {
          jobs.insertLoopItem.run(worker.store.connection, { flow_id: job.id, at, item })
        }
        break
      case 'cancel_children':
        cancelBelow(worker, job, action.reason)
    }
  }
}

function cancelBelow({ store, queue }: WorkerContext, job: Job, reason: string): void {
  for (const { id } of jobs.unfinishedDescendants.all(store.connection, { id: job.id })) {
    queue.cancel(id, job.canceled_by ?? job.created_by, reason)
  }
}

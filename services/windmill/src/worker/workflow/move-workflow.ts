/**
 * Workflow-as-code: a script that is run again and again, and each time goes as far as it can with what is in its
 * checkpoint. What it comes to says what is next:
 *
 * - complete: the job ends with the result.
 * - inline_checkpoint: the step's result goes into the checkpoint, and the script is run again.
 * - dispatch: a child job for each call; the workflow is suspended until all have ended, then run again.
 * - sleep: suspended until its time.
 * - approval: suspended until a person answers, or the time is over.
 *
 * A suspended workflow holds no worker. Each move is one transaction. Keys are handed out by the script in the order of
 * its calls; a child job carries its key, so its end fills in the right place whichever ends first.
 */
import { initialStatus } from '../../flow/index.ts'
import { flowRunnable, scriptRunnable } from '../../runnable/index.ts'
import type { Job, NewJob } from '../../shared/job.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import { jobs } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'
import { judgeResult } from '../judge-result.ts'
import { checkCall } from './check-call.ts'
import { emptyStatus, type WorkflowCall, type WorkflowOutput, type WorkflowStatus } from './status.ts'

/** What the next run of a workflow is to know. */
export function checkpointOf(job: Job): JsonObject | undefined {
  const status = job.workflow_as_code_status as WorkflowStatus | null
  const executing = job.options.executing_key
  if (executing) return { completed_steps: job.options.workflow_steps ?? {}, _executing_key: executing }
  return status ? (status._checkpoint as unknown as JsonObject) : undefined
}

const statusOf = (job: Job): WorkflowStatus =>
  (job.workflow_as_code_status as unknown as WorkflowStatus | null) ?? emptyStatus()

/** Does what one run of a workflow came to. */
export function moveWorkflow(worker: WorkerContext, ran: Job, raw: JsonObject): void {
  const output = raw as unknown as WorkflowOutput
  if (output.type === 'complete') {
    worker.queue.end(ran.id, judgeResult(ran, output.result ?? null))
    return
  }
  worker.store.transaction(() => {
    // What the run checkpointed by itself is in the store, not in the job as it was claimed.
    const job = worker.queue.get(ran.id)
    if (!job || job.completed_at !== null) return
    const status = statusOf(job)
    switch (output.type) {
      case 'inline_checkpoint':
        completeStep(worker, job, status, output.key, output.result ?? null)
        break
      case 'dispatch':
        dispatch(worker, job, status, output.mode, output.steps)
        break
      case 'sleep':
        wait(worker, job, status, output.key, output.seconds)
        break
      case 'approval': {
        const seconds = output.timeout ?? 1800
        const { key, form, self_approval_disabled, description } = output
        const until = worker.system.now() + seconds * 1000
        wait(
          worker,
          job,
          { ...status, _approval: { key, until, form, self_approval_disabled, description } },
          key,
          seconds,
        )
      }
    }
  })
}

/** Puts the result of a step into the checkpoint and lets the workflow run again. */
function completeStep(worker: WorkerContext, job: Job, status: WorkflowStatus, key: string, result: Json): void {
  const { _approval, ...rest } = status
  const completed_steps = { ...rest._checkpoint.completed_steps, [key]: result }
  save(worker, job, { ...rest, _checkpoint: { ...rest._checkpoint, completed_steps, pending_steps: null } })
  worker.queue.unsuspend(job.id, false)
}

function save(worker: WorkerContext, job: Job, status: WorkflowStatus): void {
  worker.queue.saveWorkflowStatus(job.id, status as unknown as JsonObject)
}

/** Suspends a workflow for one answer or a time. */
function wait(worker: WorkerContext, job: Job, status: WorkflowStatus, key: string, seconds: number): void {
  const pending_steps = { mode: 'sequential', keys: [key], job_ids: {} }
  save(worker, job, { ...status, _checkpoint: { ...status._checkpoint, pending_steps } })
  worker.queue.suspend(job.id, 1, worker.system.now() + seconds * 1000)
}

/** Starts a job for each call and suspends the workflow until all of them have ended. */
function dispatch(worker: WorkerContext, job: Job, status: WorkflowStatus, mode: string, calls: WorkflowCall[]): void {
  const children = calls.map((call) => childOf(worker, job, status, call))
  const job_ids = Object.fromEntries(calls.map((call, index) => [call.key, children[index]!.id!]))
  const pending_steps = { mode, keys: calls.map((call) => call.key), job_ids }
  save(worker, job, { ...status, _checkpoint: { ...status._checkpoint, pending_steps } })
  worker.queue.suspend(job.id, calls.length, NEVER)
  for (const child of children) worker.queue.push(child)
}

/** The end of time for a wait that only its children end. */
const NEVER = 8.64e15

function childOf(worker: WorkerContext, job: Job, status: WorkflowStatus, call: WorkflowCall): NewJob {
  const base: NewJob = {
    id: worker.system.newJobId(),
    workspace_id: job.workspace_id,
    kind: 'script',
    created_by: job.created_by,
    permissioned_as: job.permissioned_as,
    email: job.email,
    parent_job: job.id,
    root_job: job.root_job ?? job.id,
    args: call.args,
    timeout_s: call.timeout,
    tag: call.tag,
    priority: call.priority,
    visible_to_owner: job.visible_to_owner,
    options: { workflow_key: call.key, cache_ttl: call.cache_ttl, temp_script_refs: job.options.temp_script_refs },
  }
  if (call.dispatch_type !== 'inline') checkCall(worker, job, call)
  if (call.dispatch_type === 'script') {
    return merge(base, scriptRunnable(worker.store, job.workspace_id, { path: call.script }))
  }
  if (call.dispatch_type === 'flow') {
    const runnable = flowRunnable(worker.store, job.workspace_id, { path: call.script })
    return merge(base, { ...runnable, flow_status: initialStatus(runnable.raw_flow) })
  }
  return {
    ...base,
    kind: job.kind,
    // The whole workflow runs again, for this one call, with the arguments and steps that led to it.
    args: job.preprocessed_args ?? job.args,
    script_path: job.script_path ?? undefined,
    script_hash: job.script_hash ?? undefined,
    language: job.language ?? undefined,
    raw_code: job.raw_code ?? undefined,
    options: { ...base.options, executing_key: call.key, workflow_steps: status._checkpoint.completed_steps },
  }
}

/** What the call asks for stands above what the script or flow says of itself. */
function merge(base: NewJob, runnable: Partial<NewJob>): NewJob {
  const asked = Object.fromEntries(Object.entries(base).filter(([, value]) => value !== undefined))
  return {
    ...runnable,
    ...asked,
    kind: runnable.kind!,
    options: { ...runnable.options, ...definedOf(base.options ?? {}) },
  } as NewJob
}

const definedOf = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T

/** A call of a workflow has ended: its result, or its error, fills in its key; after the last one the workflow runs on. */
export function onCallEnded(worker: WorkerContext, child: Job, key: string): void {
  const job = worker.queue.get(child.parent_job!)
  if (!job || job.completed_at !== null) return
  const status = statusOf(job)
  const pending = status._checkpoint.pending_steps
  if (pending?.job_ids[key] !== child.id || key in status._checkpoint.completed_steps) return
  const completed_steps = {
    ...status._checkpoint.completed_steps,
    [key]: child.success ? child.result : failed(child, key),
  }
  const open = pending.keys.filter((each) => !(each in completed_steps))
  save(worker, job, {
    ...status,
    _checkpoint: { ...status._checkpoint, completed_steps, pending_steps: open.length > 0 ? pending : null },
  })
  if (open.length === 0) worker.queue.unsuspend(job.id, false)
  else worker.queue.suspend(job.id, open.length, NEVER)
}

/** How a checkpoint keeps a call that failed (case `wac/task-fails`). */
function failed(child: Job, key: string): JsonObject {
  const error = (child.result as JsonObject | null)?.error as JsonObject | undefined
  return {
    __wmill_error: true,
    message: error?.message ?? `Task '${key}' failed`,
    result: child.result,
    step_key: key,
    child_job_id: child.id,
  }
}

/** A person has answered the approval that a workflow waits for. */
export function onApprovalAnswered(worker: WorkerContext, workflowId: string): void {
  worker.store.transaction(() => {
    const job = worker.queue.get(workflowId)
    if (!job || job.completed_at !== null) return
    const status = statusOf(job)
    const key = status._approval?.key
    const answer = jobs.resumeEventsOf
      .all(worker.store.connection, { job_id: workflowId })
      .find((event) => event.approval_key === key)
    if (!key || !answer) return
    completeStep(worker, job, status, key, {
      approved: answer.approved,
      approver: answer.approver,
      value: answer.payload,
    })
  })
}

/** The time of a sleep is over, or nobody answered an approval in time. */
export function onWorkflowOverdue(worker: WorkerContext, job: Job): void {
  worker.store.transaction(() => {
    const status = statusOf(job)
    const key = status._checkpoint.pending_steps?.keys[0]
    if (key === undefined) return worker.queue.unsuspend(job.id, false)
    const timedOut = { approved: false, approver: null, value: null }
    completeStep(worker, job, status, key, status._approval ? timedOut : true)
  })
}

import { interpolateArgs } from '../interpolate/index.ts'
import { canceledResult } from '../queue/index.ts'
import { WindmillError } from '../shared/errors.ts'
import { isFlowKind, type Job } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import { jobs } from '../store/index.ts'
import { runAgent } from './agent/run-agent.ts'
import type { WorkerContext } from './context.ts'
import { runDependencyJob } from './dependencies.ts'
import { driveFlow } from './flow/drive-flow.ts'
import { keptResult } from './flow/kept-result.ts'
import { overlap } from './flow/overlap.ts'
import { judgeResult } from './judge-result.ts'
import { runScriptJob } from './run-script.ts'
import { STOPPING } from './stopping.ts'

/**
 * Runs one claimed job to its end, or to where it waits. It never rejects: whatever goes wrong becomes the job's end.
 */
export async function runJob(worker: WorkerContext, job: Job, signal: AbortSignal): Promise<void> {
  try {
    if (job.options.pre_run_error !== undefined) failBeforeRun(worker, job, job.options.pre_run_error)
    else if (isFlowKind(job.kind)) beginFlow(worker, job)
    else if (job.kind === 'identity' || job.kind === 'noop') endIdentity(worker, job)
    else if (job.kind === 'dependencies' || job.kind === 'flowdependencies' || job.kind === 'appdependencies')
      await runDependencyJob(worker, job)
    else if (job.kind === 'aiagent') await runAgentJob(worker, job, signal)
    else await runScriptJob(worker, job, signal)
  } catch (error) {
    worker.queue.end(job.id, { success: false, result: errorResult(error) })
  }
}

/** A flow begins, unless the result for its arguments is kept, or it is not to overlap with another: then it has ended. */
function beginFlow(worker: WorkerContext, job: Job): void {
  const kept = keptResult(worker, job)
  const inTheWay = kept ? undefined : overlap(worker, job)
  if (kept) {
    worker.queue.log(job.id, 'Job skipped because args & path found in cache and not expired\n')
    worker.queue.end(job.id, { success: true, result: kept.result })
  } else if (inTheWay !== undefined) worker.queue.end(job.id, { success: true, result: inTheWay, is_skipped: true })
  else driveFlow(worker, job.id, { type: 'started' })
}

/** A step whose input could not be made fails without running (case `flow/expression-throws`). */
function failBeforeRun(worker: WorkerContext, job: Job, message: string): void {
  worker.queue.end(job.id, { success: false, result: { error: { message, name: 'ExecutionErr' } } })
}

/** An identity step hands on what it was given. */
function endIdentity(worker: WorkerContext, job: Job): void {
  worker.queue.end(job.id, judgeResult(job, job.args.previous_result ?? null))
}

/** Runs an agent step. What it streamed stands beside its result. */
async function runAgentJob(worker: WorkerContext, job: Job, signal: AbortSignal): Promise<void> {
  const { queue, store } = worker
  try {
    const args = interpolateArgs(worker, job.workspace_id, job.permissioned_as, job.args)
    const { result, remember } = await runAgent(worker, job, args, signal)
    const wm_stream = jobs.readStream.one(store.connection, { job_id: job.id })?.text
    store.transaction(() => {
      if (queue.end(job.id, { success: true, result: wm_stream ? { ...result, wm_stream } : result })) remember()
    })
  } catch (error) {
    if (signal.reason === STOPPING) return
    if (signal.aborted) {
      const { canceled_by, canceled_reason } = queue.get(job.id)!
      queue.end(job.id, { success: false, result: canceledResult(canceled_by ?? job.created_by, canceled_reason) })
      return
    }
    const { error: failure } = errorResult(error) as { error: JsonObject }
    queue.end(job.id, { success: false, result: { error: { ...failure, step_id: job.flow_step_id } } })
  }
}

/** The result of a job that could not be carried out, as Windmill words it (case `script/missing-resource-arg`). */
export function errorResult(error: unknown): JsonObject {
  if (error instanceof WindmillError) {
    const message = error.kind === 'execution' ? error.text : `execution error:\n${error.text}`
    return { error: { message, name: 'ExecutionErr' } }
  }
  return { error: { message: `execution error:\nInternal: ${(error as Error).message}`, name: 'InternalErr' } }
}

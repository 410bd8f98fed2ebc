import { WindmillError } from '../shared/errors.ts'
import { isFlowKind, type Job } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import type { WorkerContext } from './context.ts'
import { runDependencyJob } from './dependencies.ts'
import { driveFlow } from './flow/drive-flow.ts'
import { runScriptJob } from './run-script.ts'

/**
 * Runs one claimed job to its end, or to where it waits. It never rejects: whatever goes wrong becomes the job's end.
 */
export async function runJob(worker: WorkerContext, job: Job, signal: AbortSignal): Promise<void> {
  try {
    if (job.options.pre_run_error !== undefined) failBeforeRun(worker, job, job.options.pre_run_error)
    else if (isFlowKind(job.kind)) driveFlow(worker, job.id, { type: 'started' })
    else if (job.kind === 'identity' || job.kind === 'noop') endIdentity(worker, job)
    else if (job.kind === 'dependencies' || job.kind === 'flowdependencies' || job.kind === 'appdependencies')
      await runDependencyJob(worker, job)
    else await runScriptJob(worker, job, signal)
  } catch (error) {
    worker.queue.end(job.id, { success: false, result: errorResult(error) })
  }
}

/** A step whose input could not be made fails without running (case `flow/expression-throws`). */
function failBeforeRun(worker: WorkerContext, job: Job, message: string): void {
  worker.queue.end(job.id, { success: false, result: { error: { message, name: 'ExecutionErr' } } })
}

/** An identity step hands on what it was given. */
function endIdentity(worker: WorkerContext, job: Job): void {
  worker.queue.end(job.id, { success: true, result: job.args.previous_result ?? null })
}

/** The result of a job that could not be carried out, as Windmill words it (case `script/missing-resource-arg`). */
export function errorResult(error: unknown): JsonObject {
  if (error instanceof WindmillError) {
    const message = error.kind === 'execution' ? error.text : `execution error:\n${error.text}`
    return { error: { message, name: 'ExecutionErr' } }
  }
  return { error: { message: `execution error:\nInternal: ${(error as Error).message}`, name: 'InternalErr' } }
}

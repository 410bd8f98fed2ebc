import { callFunction } from './call-function.ts'
import { callWorkflow } from './call-workflow.ts'
import { describeError } from './describe-error.ts'
import type { Answer, JobMessage } from './messages.ts'

/**
 * Loads the script and calls its function; whatever is thrown becomes an answer. `ready` is told of the loaded script
 * before the call.
 */
export async function runJob(job: JobMessage, ready?: (script: Record<string, unknown>) => void): Promise<Answer> {
  let script: Record<string, unknown>
  try {
    script = job.isModule ? await import(job.bundle) : require(job.bundle)
  } catch (error) {
    return { type: 'not_loaded', error: describeError(error) }
  }
  ready?.(script)
  try {
    return job.workflow ? await callWorkflow(script, job) : await callFunction(script, job)
  } catch (error) {
    return { type: 'threw', error: describeError(error) }
  }
}

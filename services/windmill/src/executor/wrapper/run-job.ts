import { callFunction } from './call-function.ts'
import { callWorkflow } from './call-workflow.ts'
import { answer, encode } from './channel.ts'
import { describeError } from './describe-error.ts'
import type { Answer, JobMessage } from './messages.ts'

/**
 * Loads the script and calls its function, after its preprocessor where the job says so; whatever is thrown becomes an
 * answer. `ready` is told of the loaded script before the call.
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
    const called = job.preprocessor ? { ...job, args: await preprocess(script, job) } : job
    return job.workflow ? await callWorkflow(script, called) : await callFunction(script, called)
  } catch (error) {
    return { type: 'threw', error: describeError(error) }
  }
}

/** The arguments that the preprocessor makes, as JSON keeps them: a job that starts again gets them so. */
async function preprocess(script: Record<string, unknown>, job: JobMessage): Promise<Record<string, unknown>> {
  const made = await callFunction(script, { ...job, ...job.preprocessor, entrypoint: 'preprocessor' })
  const text = encode({ type: 'preprocessed', args: (made.type === 'returned' && made.result) || {} })
  await answer(text)
  return JSON.parse(text).args
}

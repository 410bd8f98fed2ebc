/**
 * The program of a job's process, run by Bun. It starts ahead of time and waits on pipe 3 for its job; when the pipe
 * closes instead, the server is gone and so is the process. It answers on the same pipe, once, and ends.
 */

import { callFunction } from './call-function.ts'
import { callWorkflow } from './call-workflow.ts'
import { answer, encode, readJob } from './channel.ts'
import { describeError } from './describe-error.ts'
import type { Answer, JobMessage } from './messages.ts'

Object.defineProperty(BigInt.prototype, 'toJSON', {
  configurable: true,
  value(this: bigint) {
    return this.toString()
  },
})

async function run(job: JobMessage): Promise<Answer> {
  let script: Record<string, unknown>
  try {
    script = await import(job.bundle)
  } catch (error) {
    return { type: 'not_loaded', error: describeError(error) }
  }
  try {
    return job.workflow ? await callWorkflow(script, job) : await callFunction(script, job)
  } catch (error) {
    return { type: 'threw', error: describeError(error) }
  }
}

const job = readJob()
if (!job) process.exit(0)
Object.assign(process.env, job.env)
const outcome = await run(job)
answer(encode(outcome))
process.exit(outcome.type === 'returned' || outcome.type === 'workflow' ? 0 : 1)

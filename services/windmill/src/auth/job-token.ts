import { oncePerText } from '../shared/once-per-text.ts'
import { isSameSignature, sign } from './signing.ts'

const TOKEN = /^jwt_([0-9a-f-]{36})\.([0-9a-f]{64})$/

/** How many signatures are remembered: more than jobs run at a time, each of which asks for its own again and again. */
const REMEMBERED = 1000

/**
 * The tokens of jobs. That of a job is its id, signed with the server's secret. It is not kept. Who takes it has to see
 * in the queue that the job has not ended; so it ends with the job.
 */
export interface JobTokens {
  of(jobId: string): string
  /** The job that a token was made for; undefined when the server has not made it. */
  jobOf(token: string): string | undefined
}

/** Tokens that are signed with a secret. */
export function createJobTokens(secret: string): JobTokens {
  const signatureOf = oncePerText((jobId) => sign(secret, `job:${jobId}`), REMEMBERED)
  return {
    of: (jobId) => `jwt_${jobId}.${signatureOf(jobId)}`,
    jobOf: (token) => {
      const [, jobId, signature] = TOKEN.exec(token) ?? []
      return jobId && signature && isSameSignature(signatureOf(jobId), signature) ? jobId : undefined
    },
  }
}

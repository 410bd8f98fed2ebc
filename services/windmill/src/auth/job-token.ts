import { sign, verifySignature } from './signing.ts'

const TOKEN = /^jwt_([0-9a-f-]{36})\.([0-9a-f]{64})$/

/**
 * The token of a job: its id, signed with the server's secret. It is not kept. Who takes it has to see in the queue
 * that the job has not ended; so it ends with the job.
 */
export const jobToken = (secret: string, jobId: string): string => `jwt_${jobId}.${sign(secret, `job:${jobId}`)}`

/** The job that a token was made for; undefined when the server has not made it. */
export function jobOfToken(secret: string, token: string): string | undefined {
  const [, jobId, signature] = TOKEN.exec(token) ?? []
  return jobId && signature && verifySignature(secret, `job:${jobId}`, signature) ? jobId : undefined
}

import { OpenAPI } from 'windmill-client'
import { CodedError } from '../../lib/errors.ts'
import { requestJson } from '../../lib/http.ts'

/** Where a job stands. */
export interface JobState {
  job_id: string
  status: 'queued' | 'running' | 'completed' | 'failed'
  /** What it answered, or its error; null until it has ended. */
  result: unknown
}

/** The state of a job that the user may see, and its result when it has ended. Throws CodedError `JOB_NOT_FOUND`. */
export async function main(job_id: string): Promise<JobState> {
  const url = `${OpenAPI.BASE}/w/${process.env.WM_WORKSPACE}/jobs_u/get/${encodeURIComponent(job_id)}?no_logs=true`
  const headers = { authorization: `Bearer ${OpenAPI.TOKEN}` }
  const job = (await requestJson(url, { headers }).catch((error: unknown) => {
    if (!(error instanceof CodedError) || error.details.status !== 404) throw error
    throw new CodedError('JOB_NOT_FOUND', `There is no job ${job_id} that you may see.`, { job_id })
  })) as { type: string; running?: boolean; success?: boolean; result?: unknown }
  if (job.type !== 'CompletedJob') return { job_id, status: job.running ? 'running' : 'queued', result: null }
  return { job_id, status: job.success ? 'completed' : 'failed', result: job.result ?? null }
}

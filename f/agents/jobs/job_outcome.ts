import { OpenAPI } from 'windmill-client'
import type { Clock } from '../../lib/clock.ts'
import { CodedError, toErrorRecord } from '../../lib/errors.ts'
import { requestJson } from '../../lib/http.ts'

const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 500

/** Waits until a job has ended, and answers its result. Throws the job's error as CodedError. */
export async function jobOutcome(job_id: string, clock: Clock): Promise<unknown> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const { completed, success, result } = await readOutcome(job_id)
    if (completed && success !== false) return result ?? null
    if (completed) {
      const { code, message, details } = toErrorRecord({ result, message: 'The job failed.' })
      throw new CodedError(code, message, details)
    }
    await clock.sleep(pause)
  }
}

interface MaybeEnded {
  completed: boolean
  success?: boolean
  result?: unknown
}

function readOutcome(job_id: string): Promise<MaybeEnded> {
  const url = `${OpenAPI.BASE}/w/${process.env.WM_WORKSPACE}/jobs_u/completed/get_result_maybe/${job_id}`
  return requestJson(url, { headers: { authorization: `Bearer ${OpenAPI.TOKEN}` } }) as Promise<MaybeEnded>
}

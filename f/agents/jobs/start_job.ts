import { OpenAPI } from 'windmill-client'
import { CodedError } from '../../lib/errors.ts'
import type { PinnedRunnable } from '../closure/index.ts'

/** What is to be run: the version that was pinned, or the live one of a path. */
export type ToRun = PinnedRunnable | { kind: 'script'; path: string }

/**
 * Starts a job under an id of the caller's, below this job. An id that Windmill has already is a job that was started
 * before, and is left alone. Throws CodedError `WINDMILL_REFUSED`.
 */
export async function startJob(what: ToRun, args: Record<string, unknown>, job_id: string): Promise<void> {
  const { WM_WORKSPACE, WM_JOB_ID } = process.env
  const below = WM_JOB_ID ? `&parent_job=${WM_JOB_ID}` : ''
  const url = `${OpenAPI.BASE}/w/${WM_WORKSPACE}/jobs/run/${targetOf(what)}?job_id=${job_id}${below}`
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${OpenAPI.TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  })
  const text = await response.text()
  if (response.ok || (response.status === 400 && text.includes('already exists'))) return
  throw new CodedError('WINDMILL_REFUSED', `Windmill did not start ${what.path}: ${text}`, { status: response.status })
}

function targetOf(what: ToRun): string {
  if (what.kind === 'flow') return `fv/${what.version}`
  return 'hash' in what ? `h/${what.hash}` : `p/${what.path}`
}

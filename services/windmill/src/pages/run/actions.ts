import type { ApiClient } from '../api-client.ts'
import { encodePath } from '../context.ts'
import type { WholeJob } from '../job.ts'

/** Asks a job and all below it to end. */
export async function cancel(api: ApiClient, workspace: string, id: string): Promise<void> {
  await api.post(`/w/${workspace}/jobs_u/queue/cancel/${id}`, { reason: 'cancelled on its page' })
}

/** Whether a job can be run again: what it ran has a path, or its code came with it. */
export function canRunAgain({ job_kind, script_path, raw_code, raw_flow }: WholeJob): boolean {
  if (job_kind === 'script' || job_kind === 'flow' || job_kind === 'singlestepflow') return script_path !== undefined
  return (job_kind === 'preview' && raw_code !== undefined) || (job_kind === 'flowpreview' && raw_flow !== undefined)
}

/** Runs what a job ran with the arguments that it had, in its latest version; answers the new job's id. */
export async function runAgain(api: ApiClient, workspace: string, job: WholeJob): Promise<string> {
  const { address, body } = sameRun(job)
  return (await api.post(`/w/${workspace}/jobs/${address}`, body)).text()
}

function sameRun({ job_kind, script_path: path, args, raw_code: content, raw_flow: value, language }: WholeJob) {
  if (job_kind === 'preview') return { address: 'run/preview', body: { content, language, path, args } }
  if (job_kind === 'flowpreview') return { address: 'run/preview_flow', body: { value, path, args } }
  const kind = job_kind === 'flow' ? 'f' : 'p'
  return { address: `run/${kind}/${encodePath(path ?? '')}?skip_preprocessor=true`, body: args }
}

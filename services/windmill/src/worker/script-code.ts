import { notFound } from '../shared/errors.ts'
import type { Job } from '../shared/job.ts'
import { jobs } from '../store/index.ts'
import type { WorkerContext } from './context.ts'

/** The code of a job: what it carries itself, or the version of the script that it was bound to when it was asked for. */
export function scriptCode(worker: WorkerContext, job: Job): { content: string; language: string; path: string } {
  const path = job.script_path ?? ''
  if (job.raw_code !== null) return { content: job.raw_code, language: job.language ?? 'bun', path }
  const script =
    job.script_hash &&
    jobs.getRunnableScriptByHash.one(worker.store.connection, { workspace_id: job.workspace_id, hash: job.script_hash })
  if (!script) throw notFound(`script not found at name ${path}`)
  return { content: script.content, language: script.language, path: script.path }
}

import { notFound } from '../shared/errors.ts'
import type { Job } from '../shared/job.ts'
import { jobs, rawTemp, scripts } from '../store/index.ts'
import type { WorkerContext } from './context.ts'

/** What a job runs. */
export interface JobCode {
  content: string
  language: string
  path: string
  /** What the CLI has bundled of it; it is run in place of the content, which says the parameters. */
  bundle?: string
  lock?: string
}

/** The code of a job: what it carries itself, or the version of the script that it was bound to when it was asked for. */
export function scriptCode({ store }: WorkerContext, job: Job): JobCode {
  const { connection } = store
  const { workspace_id } = job
  const path = job.script_path ?? ''
  if (job.raw_code !== null) {
    const kept = job.options.bundle && rawTemp.getRawTemp.one(connection, { workspace_id, hash: job.options.bundle })
    return {
      content: job.raw_code,
      language: job.language ?? 'bun',
      path,
      lock: job.options.lock,
      ...(kept && { bundle: kept.content }),
    }
  }
  const hash = job.script_hash
  const script = hash && jobs.getRunnableScriptByHash.one(connection, { workspace_id, hash })
  if (!script) throw notFound(`script not found at name ${path}`)
  const { content, language, options } = script
  const lock = script.lock ?? undefined
  const bundle = options.codebase ? scripts.getScriptBundle.one(connection, { workspace_id, hash })?.bundle : undefined
  return { content, language, path: script.path, lock, ...(bundle && { bundle }) }
}

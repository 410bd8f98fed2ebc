import { notFound, notFoundAt } from '../shared/errors.ts'
import type { NewJob } from '../shared/job.ts'
import { jobs, type Store } from '../store/index.ts'
import { jobFieldsOf } from './deployed-options.ts'

/** A deployed script: its live version, or one by hash. */
export type ScriptRef = { path: string } | { hash: string }

/** The fields of a job that say what it runs; what the script or flow says nothing of is absent. */
export type RunnableFields = Partial<NewJob> & Pick<NewJob, 'kind'>

/**
 * The fields of a job that runs a deployed script. Throws `Not found: script not found at name PATH` (wire.jsonl,
 * "webhooks") when there is no such script, or when its lock is still being made.
 */
export function scriptRunnable(store: Store, workspace_id: string, ref: ScriptRef): RunnableFields {
  return fieldsOfScript(findScript(store, workspace_id, ref))
}

/** What a job of this script is pushed with. */
export const fieldsOfScript = (script: jobs.RunnableScript): RunnableFields => ({
  kind: 'script',
  script_path: script.path,
  script_hash: script.hash,
  language: script.language,
  ...jobFieldsOf(script.options, script.created_by),
})

const PREPROCESSOR = /^\s*export\s+(?:async\s+)?(?:function\s*\*?\s*|const\s+|let\s+)preprocessor\b/m

/** Whether a script shapes the events of webhooks and routes before its `main` sees them. */
export function scriptHasPreprocessor({ options, content }: jobs.RunnableScript): boolean {
  return typeof options.has_preprocessor === 'boolean' ? options.has_preprocessor : PREPROCESSOR.test(content)
}

/** The deployed script that is meant. Throws WindmillError `not_found`. */
export function findScript(store: Store, workspace_id: string, ref: ScriptRef): jobs.RunnableScript {
  if ('hash' in ref) {
    const script = jobs.getRunnableScriptByHash.one(store.connection, { workspace_id, hash: ref.hash })
    if (!script) throw notFound(`script not found at hash ${ref.hash}`)
    return script
  }
  const script = jobs.getRunnableScript.one(store.connection, { workspace_id, path: ref.path })
  if (!script) throw notFoundAt('script', 'name', ref.path)
  return script
}

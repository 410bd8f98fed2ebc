import { notFound, notFoundAt } from '../shared/errors.ts'
import type { NewJob } from '../shared/job.ts'
import { jobs, type Store } from '../store/index.ts'
import { jobFieldsOf } from './deployed-options.ts'

/** A deployed script: its live version, or one by hash. */
export type ScriptRef = { path: string } | { hash: string }

/**
 * The fields of a job that runs a deployed script. Fields that the script says nothing of are absent, so the answer can
 * be spread over others. Throws `Not found: script not found at name PATH` (wire.jsonl, "webhooks") when there is no
 * such script, or when its lock is still being made.
 */
export function scriptRunnable(store: Store, workspace_id: string, ref: ScriptRef): Partial<NewJob> & Runs {
  const script = findScript(store, workspace_id, ref)
  return {
    kind: 'script',
    script_path: script.path,
    script_hash: script.hash,
    language: script.language,
    ...jobFieldsOf(script.options, script.created_by),
  }
}

/** What every answer of this room has. */
export interface Runs {
  kind: NewJob['kind']
  script_path: string
}

const PREPROCESSOR = /^\s*export\s+(?:async\s+)?(?:function\s*\*?\s*|const\s+|let\s+)preprocessor\b/m

/** Whether a script shapes the events of webhooks and routes before its `main` sees them. */
export function scriptHasPreprocessor(store: Store, workspace_id: string, hash: string): boolean {
  const { options, content } = findScript(store, workspace_id, { hash })
  return typeof options.has_preprocessor === 'boolean' ? options.has_preprocessor : PREPROCESSOR.test(content)
}

function findScript(store: Store, workspace_id: string, ref: ScriptRef) {
  if ('hash' in ref) {
    const script = jobs.getRunnableScriptByHash.one(store.connection, { workspace_id, hash: ref.hash })
    if (!script) throw notFound(`script not found at hash ${ref.hash}`)
    return script
  }
  const script = jobs.getRunnableScript.one(store.connection, { workspace_id, path: ref.path })
  if (!script) throw notFoundAt('script', 'name', ref.path)
  return script
}

import type { JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** What it takes to run a version of a script. */
export interface RunnableScript {
  hash: string
  path: string
  content: string
  language: string
  lock: string | null
  options: JsonObject
  extra_perms: Record<string, boolean>
  created_by: string
}

const COLUMNS = 'hash, path, content, language, lock, options, extra_perms, created_by'

/** The live version of a script; none while its lock is being made, as in Windmill. */
export const getRunnableScript = query<{ workspace_id: string; path: string }, RunnableScript>(
  `SELECT ${COLUMNS} FROM (
     SELECT * FROM script
     WHERE workspace_id = :workspace_id AND path = :path AND archived = 0 AND deleted = 0
     ORDER BY version DESC LIMIT 1)
   WHERE lock IS NOT NULL`,
  { json: ['options', 'extra_perms'] },
)

/** A version of a script by its hash, archived or not. */
export const getRunnableScriptByHash = query<{ workspace_id: string; hash: string }, RunnableScript>(
  `SELECT ${COLUMNS} FROM script WHERE workspace_id = :workspace_id AND hash = :hash AND deleted = 0`,
  { json: ['options', 'extra_perms'] },
)

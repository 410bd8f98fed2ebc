import { query } from '../sql.ts'
import { SCRIPT_COLUMNS, SCRIPT_SHAPE, type Script } from './script.ts'

/** Which scripts to list; what is undefined does not matter. */
export interface ScriptFilter {
  workspace_id: string
  /** The archived ones, or the live ones. */
  archived: boolean
  path_start?: string
  path_exact?: string
  created_by?: string
}

/** The newest version of each path, without its code, the last made first. */
export const listScripts = query<ScriptFilter, Omit<Script, 'content'>>(
  `SELECT ${SCRIPT_COLUMNS.replace(' content,', '')} FROM script AS s
   WHERE workspace_id = :workspace_id AND archived = :archived AND deleted = 0
     AND version = (SELECT max(version) FROM script AS v WHERE v.workspace_id = s.workspace_id AND v.path = s.path)
     AND (:path_start IS NULL OR substr(path, 1, length(:path_start)) = :path_start)
     AND (:path_exact IS NULL OR path = :path_exact)
     AND (:created_by IS NULL OR created_by = :created_by)
   ORDER BY created_at DESC, rowid DESC`,
  SCRIPT_SHAPE,
)

/** The live version of each path, whole. */
export const allLiveScripts = query<{ workspace_id: string }, Script>(
  `SELECT ${SCRIPT_COLUMNS} FROM script AS s
   WHERE workspace_id = :workspace_id AND archived = 0 AND deleted = 0
     AND version = (SELECT max(version) FROM script AS v WHERE v.workspace_id = s.workspace_id AND v.path = s.path)
   ORDER BY path`,
  SCRIPT_SHAPE,
)

/** Paths that have a version that is not deleted, archived ones too. */
export const listScriptPaths = query<{ workspace_id: string }, { path: string; extra_perms: Record<string, boolean> }>(
  `SELECT path, extra_perms FROM script WHERE workspace_id = :workspace_id AND deleted = 0
   GROUP BY path HAVING version = max(version) ORDER BY path`,
  { json: ['extra_perms'] },
)

/** The versions of a path, the newest first. */
export const scriptHistory = query<
  { workspace_id: string; path: string },
  { hash: string; deployment_msg: string | null; created_at: number }
>(
  `SELECT hash, deployment_msg, created_at FROM script WHERE workspace_id = :workspace_id AND path = :path
   ORDER BY version DESC`,
)

import { query } from '../sql.ts'

/** Empties one version and marks it as deleted; its hash stays taken. */
export const eraseScript = query<{ workspace_id: string; hash: string }>(
  `UPDATE script SET content = '', schema = NULL, lock = '', archived = 1, deleted = 1
   WHERE workspace_id = :workspace_id AND hash = :hash`,
)

/** Deletes all versions of a path. */
export const deleteScriptsAt = query<{ workspace_id: string; path: string }>(
  'DELETE FROM script WHERE workspace_id = :workspace_id AND path = :path',
)

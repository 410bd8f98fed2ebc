import { query } from '../sql.ts'

/** Takes one version out of use; it can still be run by its hash. */
export const archiveScript = query<{ workspace_id: string; hash: string }>(
  'UPDATE script SET archived = 1 WHERE workspace_id = :workspace_id AND hash = :hash',
)

/** Takes all versions of a path out of use. */
export const archiveScriptsAt = query<{ workspace_id: string; path: string }>(
  'UPDATE script SET archived = 1 WHERE workspace_id = :workspace_id AND path = :path',
)

import { query } from '../sql.ts'

/** Removes a resource. */
export const deleteResource = query<{ workspace_id: string; path: string }>(
  'DELETE FROM resource WHERE workspace_id = :workspace_id AND path = :path',
)

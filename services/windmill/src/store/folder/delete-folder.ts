import { query } from '../sql.ts'

/** Removes a folder. What lies in it stays, and is then for admins alone. */
export const deleteFolder = query<{ workspace_id: string; name: string }>(
  'DELETE FROM folder WHERE workspace_id = :workspace_id AND name = :name',
)

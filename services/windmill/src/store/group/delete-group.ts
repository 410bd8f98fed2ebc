import { query } from '../sql.ts'

/** Removes a group and its list of members. */
export const deleteGroup = query<{ workspace_id: string; name: string }>(
  'DELETE FROM workspace_group WHERE workspace_id = :workspace_id AND name = :name',
)

import { query } from '../sql.ts'

/** Takes a member out of a group. */
export const removeFromGroup = query<{ workspace_id: string; group_name: string; username: string }>(
  `DELETE FROM workspace_group_member
   WHERE workspace_id = :workspace_id AND group_name = :group_name AND username = :username`,
)

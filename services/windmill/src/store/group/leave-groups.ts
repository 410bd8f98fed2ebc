import { query } from '../sql.ts'

/** Takes a member out of all groups of a workspace. */
export const leaveGroups = query<{ workspace_id: string; username: string }>(
  'DELETE FROM workspace_group_member WHERE workspace_id = :workspace_id AND username = :username',
)

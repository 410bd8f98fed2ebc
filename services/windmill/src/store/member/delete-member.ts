import { query } from '../sql.ts'

/** Takes a member out of a workspace; their places in groups go by `leaveGroups`. */
export const deleteMember = query<{ workspace_id: string; username: string }>(
  'DELETE FROM workspace_member WHERE workspace_id = :workspace_id AND username = :username',
)

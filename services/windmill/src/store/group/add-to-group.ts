import { query } from '../sql.ts'

/** Puts a member into a group. */
export const addToGroup = query<{ workspace_id: string; group_name: string; username: string }>(
  `INSERT INTO workspace_group_member (workspace_id, group_name, username)
   VALUES (:workspace_id, :group_name, :username)
   ON CONFLICT DO NOTHING`,
)

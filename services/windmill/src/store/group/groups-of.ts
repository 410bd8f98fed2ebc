import { query } from '../sql.ts'

/** The groups that list a member, by name; `all` is not among them. */
export const groupsOf = query<{ workspace_id: string; username: string }, { group_name: string }>(
  `SELECT group_name FROM workspace_group_member
   WHERE workspace_id = :workspace_id AND username = :username AND group_name <> 'all' ORDER BY group_name`,
)

import { query } from '../sql.ts'

/** Adds a member. Answers 0 changes when the e-mail or the username is in the workspace already. */
export const insertMember = query<{
  workspace_id: string
  email: string
  username: string
  is_admin: boolean
  operator: boolean
  now: number
}>(
  `INSERT INTO workspace_member (workspace_id, email, username, is_admin, operator, created_at)
   VALUES (:workspace_id, :email, :username, :is_admin, :operator, :now)
   ON CONFLICT DO NOTHING`,
)

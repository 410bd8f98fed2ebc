import { query } from '../sql.ts'

/** Changes what a member may do; what is undefined stays. */
export const updateMember = query<{
  workspace_id: string
  username: string
  is_admin: boolean | undefined
  operator: boolean | undefined
  disabled: boolean | undefined
}>(
  `UPDATE workspace_member
   SET is_admin = coalesce(:is_admin, is_admin), operator = coalesce(:operator, operator),
     disabled = coalesce(:disabled, disabled)
   WHERE workspace_id = :workspace_id AND username = :username`,
)

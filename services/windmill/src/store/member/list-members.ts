import { query } from '../sql.ts'
import { MEMBER_SHAPE, type MemberRow } from './member.ts'

/** The members of a workspace, by username, with the name of their account and whether it is a superadmin's. */
export const listMembers = query<
  { workspace_id: string },
  MemberRow & { name: string | null; super_admin: boolean | null }
>(
  `SELECT member.*, account.name, account.super_admin
   FROM workspace_member AS member LEFT JOIN account ON account.email = member.email
   WHERE member.workspace_id = :workspace_id ORDER BY member.username`,
  { bool: [...MEMBER_SHAPE.bool, 'super_admin'] },
)

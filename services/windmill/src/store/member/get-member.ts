import { query } from '../sql.ts'
import { MEMBER_SHAPE, type MemberRow } from './member.ts'

/** The member with an e-mail. */
export const getMember = query<{ workspace_id: string; email: string }, MemberRow>(
  'SELECT * FROM workspace_member WHERE workspace_id = :workspace_id AND email = :email',
  MEMBER_SHAPE,
)

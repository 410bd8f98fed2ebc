import { query } from '../sql.ts'
import { MEMBER_SHAPE, type MemberRow } from './member.ts'

/** The member with a username. */
export const getMemberByUsername = query<{ workspace_id: string; username: string }, MemberRow>(
  'SELECT * FROM workspace_member WHERE workspace_id = :workspace_id AND username = :username',
  MEMBER_SHAPE,
)

/** A member of a workspace, as stored. */
export interface MemberRow {
  workspace_id: string
  email: string
  username: string
  is_admin: boolean
  operator: boolean
  disabled: boolean
  created_at: number
}

/** How the columns of a member are stored. */
export const MEMBER_SHAPE = { bool: ['is_admin', 'operator', 'disabled'] } as const

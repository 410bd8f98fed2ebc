import { query } from '../sql.ts'

/** Takes an e-mail out of all workspaces. */
export const deleteMemberships = query<{ email: string }>('DELETE FROM workspace_member WHERE email = :email')

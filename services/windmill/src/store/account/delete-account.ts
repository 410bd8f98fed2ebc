import { query } from '../sql.ts'

/** Removes an account; its tokens go by `deleteTokensOf`, its memberships by `deleteMemberships`. */
export const deleteAccount = query<{ email: string }>('DELETE FROM account WHERE email = :email')

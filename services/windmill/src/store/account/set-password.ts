import { query } from '../sql.ts'

/** Gives an account a password of its owner's choice. */
export const setPassword = query<{ email: string; password_hash: string }>(
  'UPDATE account SET password_hash = :password_hash, first_time_user = 0 WHERE email = :email',
)

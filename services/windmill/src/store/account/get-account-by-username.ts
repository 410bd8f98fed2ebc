import { query } from '../sql.ts'
import { ACCOUNT_SHAPE, type Account } from './account.ts'

/** The account that has a username. */
export const getAccountByUsername = query<{ username: string }, Account>(
  'SELECT * FROM account WHERE username = :username',
  ACCOUNT_SHAPE,
)

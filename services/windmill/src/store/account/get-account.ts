import { query } from '../sql.ts'
import { ACCOUNT_SHAPE, type Account } from './account.ts'

/** The account of an e-mail address. */
export const getAccount = query<{ email: string }, Account>('SELECT * FROM account WHERE email = :email', ACCOUNT_SHAPE)

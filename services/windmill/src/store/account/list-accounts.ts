import { query } from '../sql.ts'
import { ACCOUNT_SHAPE, type Account } from './account.ts'

/** All accounts, by e-mail. */
export const listAccounts = query<undefined, Account>('SELECT * FROM account ORDER BY email', ACCOUNT_SHAPE)

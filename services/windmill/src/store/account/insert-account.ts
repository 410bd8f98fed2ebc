import { query } from '../sql.ts'
import type { Account } from './account.ts'

/** Adds an account. Answers 0 changes when the e-mail or the username is taken. */
export const insertAccount = query<Account>(
  `INSERT INTO account (email, username, name, company, password_hash, super_admin, first_time_user, created_at)
   VALUES (:email, :username, :name, :company, :password_hash, :super_admin, :first_time_user, :created_at)
   ON CONFLICT DO NOTHING`,
)

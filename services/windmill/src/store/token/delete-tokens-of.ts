import { query } from '../sql.ts'

/** Removes all tokens of somebody, but for the one with the hash `keep`. */
export const deleteTokensOf = query<{ email: string; keep: string }>(
  'DELETE FROM token WHERE email = :email AND token_hash <> :keep',
)

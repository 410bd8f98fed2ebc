import { query } from '../sql.ts'

/** Removes the tokens of somebody that begin so; answers their number. */
export const deleteTokensByPrefix = query<{ email: string; token_prefix: string }>(
  'DELETE FROM token WHERE email = :email AND token_prefix = :token_prefix',
)

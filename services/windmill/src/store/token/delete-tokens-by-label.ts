import { query } from '../sql.ts'

/** Removes the tokens of somebody that have a label. */
export const deleteTokensByLabel = query<{ email: string; label: string }>(
  'DELETE FROM token WHERE email = :email AND label = :label',
)

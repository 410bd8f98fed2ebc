import { query } from '../sql.ts'

/** Removes tokens that are no longer good. */
export const deleteExpiredTokens = query<{ now: number }>(
  'DELETE FROM token WHERE expires_at IS NOT NULL AND expires_at <= :now',
)

import { query } from '../sql.ts'

/** Notes that a token was used. */
export const touchToken = query<{ token_hash: string; now: number }>(
  'UPDATE token SET last_used_at = :now WHERE token_hash = :token_hash',
)

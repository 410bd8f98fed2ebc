import { query } from '../sql.ts'

/** What an owner is told about a token. */
export interface TokenEntry {
  label: string | null
  token_prefix: string
  workspace_id: string | null
  scopes: string[] | null
  read_only: boolean
  created_at: number
  last_used_at: number
  expires_at: number | null
}

/** The tokens of somebody that are still good, the newest first. */
export const listTokens = query<{ email: string; now: number; limit: number; offset: number }, TokenEntry>(
  `SELECT label, token_prefix, workspace_id, scopes, read_only, created_at, last_used_at, expires_at
   FROM token WHERE email = :email AND (expires_at IS NULL OR expires_at > :now)
   ORDER BY created_at DESC, token_prefix LIMIT :limit OFFSET :offset`,
  { json: ['scopes'], bool: ['read_only'] },
)

import { query } from '../sql.ts'

/** Keeps a token, by its hash. Nothing happens when it is there already. */
export const insertToken = query<{
  token_hash: string
  token_prefix: string
  email: string
  workspace_id?: string
  label?: string
  scopes?: string[]
  read_only: boolean
  now: number
  expires_at?: number
}>(
  `INSERT INTO token (token_hash, token_prefix, email, workspace_id, label, scopes, read_only, created_at, last_used_at,
     expires_at)
   VALUES (:token_hash, :token_prefix, :email, :workspace_id, :label, :scopes, :read_only, :now, :now, :expires_at)
   ON CONFLICT (token_hash) DO NOTHING`,
  { json: ['scopes'] },
)

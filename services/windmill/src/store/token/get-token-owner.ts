import { query } from '../sql.ts'

/** A token that is still good, with the account it stands for. */
export interface TokenOwner {
  email: string
  username: string
  name: string | null
  super_admin: boolean
  workspace_id: string | null
  label: string | null
  scopes: string[] | null
  read_only: boolean
  last_used_at: number
  expires_at: number | null
  /** The state of the access tables (`getAccessVersion`) at that time. */
  access_version: string
}

/** Who a token belongs to, unless it has expired. */
export const getTokenOwner = query<{ token_hash: string; now: number }, TokenOwner>(
  `SELECT account.email, account.username, account.name, account.super_admin, token.workspace_id, token.label,
     token.scopes, token.read_only, token.last_used_at, token.expires_at,
     (SELECT version FROM access_version) AS access_version
   FROM token JOIN account ON account.email = token.email
   WHERE token.token_hash = :token_hash AND (token.expires_at IS NULL OR token.expires_at > :now)`,
  { json: ['scopes'], bool: ['super_admin', 'read_only'] },
)

/** Somebody who can log in. */
export interface Account {
  email: string
  /** Unique on this server; the name that workspaces know them by unless they give another. */
  username: string
  name: string | null
  company: string | null
  /** As `auth/passwords.ts` writes it; without one, nobody can log in with a password. */
  password_hash: string | null
  super_admin: boolean
  /** The password is still the one that somebody else chose. */
  first_time_user: boolean
  created_at: number
}

/** How the columns of an account are stored. */
export const ACCOUNT_SHAPE = { bool: ['super_admin', 'first_time_user'] } as const

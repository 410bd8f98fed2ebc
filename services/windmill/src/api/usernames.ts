import { accounts, type Store } from '../store/index.ts'

/** A username that a path can hold (`u/ada/…`) and that stands for no group, as `group-ops` does. */
export const USERNAME = /^(?!group-)[A-Za-z][\w-]{0,49}$/

/** A username for an e-mail address that no other account has: its first part, with a number when that is taken. */
export function freeUsername(store: Store, email: string): string {
  const base =
    email
      .split('@')[0]!
      .replace(/[^\w-]/g, '')
      .replace(/^([^A-Za-z]+|group-)+/, '')
      .slice(0, 40) || 'user'
  for (let number = 1; ; number++) {
    const username = number === 1 ? base : `${base}${number}`
    if (!accounts.getAccountByUsername.one(store.connection, { username })) return username
  }
}

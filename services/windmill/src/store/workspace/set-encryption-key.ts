import { query } from '../sql.ts'

/** Gives a workspace another key; what was sealed with the old one stays as it is. */
export const setEncryptionKey = query<{ id: string; encryption_key: string }>(
  'UPDATE workspace SET encryption_key = :encryption_key WHERE id = :id',
)

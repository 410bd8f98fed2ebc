import { query } from '../sql.ts'

/** A key that the server keeps to itself. */
export const getSecret = query<{ name: string }, { value: string }>(
  'SELECT value FROM instance_secret WHERE name = :name',
)

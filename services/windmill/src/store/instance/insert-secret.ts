import { query } from '../sql.ts'

/** Keeps a key that the server has made; the first one stays. */
export const insertSecret = query<{ name: string; value: string }>(
  'INSERT INTO instance_secret (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING',
)

import { query } from '../sql.ts'

/** Puts the same secret in place, sealed anew; nobody has edited it. */
export const setSealedValue = query<{ workspace_id: string; path: string; value: string }>(
  'UPDATE variable SET value = :value WHERE workspace_id = :workspace_id AND path = :path AND is_secret = 1',
)

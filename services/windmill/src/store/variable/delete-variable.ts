import { query } from '../sql.ts'

/** Removes a variable. */
export const deleteVariable = query<{ workspace_id: string; path: string }>(
  'DELETE FROM variable WHERE workspace_id = :workspace_id AND path = :path',
)

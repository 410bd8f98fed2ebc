import { query } from '../sql.ts'

/** The items of a workspace that differ from those of other workspaces on purpose. */
export const listSpecificItems = query<{ workspace_id: string }, { item_kind: string; path: string }>(
  `SELECT 'resource' AS item_kind, path FROM resource WHERE workspace_id = :workspace_id AND ws_specific = 1
   UNION ALL
   SELECT 'variable', path FROM variable WHERE workspace_id = :workspace_id AND ws_specific = 1
   ORDER BY 1, 2`,
)

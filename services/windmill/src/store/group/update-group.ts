import { query } from '../sql.ts'

/** Changes the summary of a group. */
export const updateGroup = query<{ workspace_id: string; name: string; summary: string | null }>(
  'UPDATE workspace_group SET summary = :summary WHERE workspace_id = :workspace_id AND name = :name',
)

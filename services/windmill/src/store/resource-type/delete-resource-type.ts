import { query } from '../sql.ts'

/** Removes a resource type. Resources of this type stay. */
export const deleteResourceType = query<{ workspace_id: string; name: string }>(
  'DELETE FROM resource_type WHERE workspace_id = :workspace_id AND name = :name',
)

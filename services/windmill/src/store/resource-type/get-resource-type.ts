import { query } from '../sql.ts'
import { RESOURCE_TYPE_SHAPE, type ResourceType } from './resource-type.ts'

/** A resource type by its name. */
export const getResourceType = query<{ workspace_id: string; name: string }, ResourceType>(
  'SELECT * FROM resource_type WHERE workspace_id = :workspace_id AND name = :name',
  RESOURCE_TYPE_SHAPE,
)

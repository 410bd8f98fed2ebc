import { query } from '../sql.ts'
import { RESOURCE_TYPE_SHAPE, type ResourceType } from './resource-type.ts'

/** The resource types of a workspace, by name. */
export const listResourceTypes = query<{ workspace_id: string }, ResourceType>(
  'SELECT * FROM resource_type WHERE workspace_id = :workspace_id ORDER BY name',
  RESOURCE_TYPE_SHAPE,
)

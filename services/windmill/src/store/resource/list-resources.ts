import { query } from '../sql.ts'
import { RESOURCE_COLUMNS, RESOURCE_SHAPE, type Resource } from './resource.ts'

/** The resources of a workspace, by path. */
export const listResources = query<{ workspace_id: string }, Resource>(
  `SELECT ${RESOURCE_COLUMNS} FROM resource WHERE resource.workspace_id = :workspace_id ORDER BY resource.path`,
  RESOURCE_SHAPE,
)

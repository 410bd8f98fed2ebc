import { query } from '../sql.ts'
import { RESOURCE_COLUMNS, RESOURCE_SHAPE, type Resource } from './resource.ts'

/** A resource by its path. */
export const getResource = query<{ workspace_id: string; path: string }, Resource>(
  `SELECT ${RESOURCE_COLUMNS} FROM resource WHERE resource.workspace_id = :workspace_id AND resource.path = :path`,
  RESOURCE_SHAPE,
)

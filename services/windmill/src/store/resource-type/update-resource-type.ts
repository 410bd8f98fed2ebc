import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** Changes a resource type; what is undefined stays. */
export const updateResourceType = query<{
  workspace_id: string
  name: string
  schema: Json | undefined
  description: string | undefined
  is_fileset: boolean | undefined
  now: number
}>(
  `UPDATE resource_type
   SET schema = coalesce(:schema, schema), description = coalesce(:description, description),
     is_fileset = coalesce(:is_fileset, is_fileset), edited_at = :now
   WHERE workspace_id = :workspace_id AND name = :name`,
  { json: ['schema'] },
)

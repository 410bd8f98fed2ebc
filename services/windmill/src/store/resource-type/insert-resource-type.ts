import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** Adds a resource type. Answers 0 changes when the name is taken. */
export const insertResourceType = query<{
  workspace_id: string
  name: string
  schema: Json | undefined
  description: string | undefined
  format_extension: string | undefined
  is_fileset: boolean
  created_by: string
  now: number
}>(
  `INSERT INTO resource_type (workspace_id, name, schema, description, format_extension, is_fileset, created_by,
     edited_at)
   VALUES (:workspace_id, :name, :schema, :description, :format_extension, :is_fileset, :created_by, :now)
   ON CONFLICT DO NOTHING`,
  { json: ['schema'] },
)

import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** Changes a resource; what is undefined stays (a value of null is stored as such). */
export const updateResource = query<{
  workspace_id: string
  path: string
  new_path: string | undefined
  value: Json | undefined
  description: string | undefined
  resource_type: string | undefined
  labels: string[] | undefined
  ws_specific: boolean | undefined
  now: number
}>(
  `UPDATE resource
   SET path = coalesce(:new_path, path), value = coalesce(:value, value),
     description = coalesce(:description, description), resource_type = coalesce(:resource_type, resource_type),
     labels = coalesce(:labels, labels), ws_specific = coalesce(:ws_specific, ws_specific), edited_at = :now
   WHERE workspace_id = :workspace_id AND path = :path`,
  { json: ['value', 'labels'] },
)

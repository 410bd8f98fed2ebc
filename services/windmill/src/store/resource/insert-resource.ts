import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** Adds a resource. Answers 0 changes when the path is taken. */
export const insertResource = query<{
  workspace_id: string
  path: string
  value: Json
  description: string | undefined
  resource_type: string
  labels: string[] | undefined
  ws_specific: boolean
  created_by: string
  now: number
}>(
  `INSERT INTO resource (workspace_id, path, value, description, resource_type, labels, ws_specific, created_by,
     edited_at)
   VALUES (:workspace_id, :path, :value, :description, :resource_type, :labels, :ws_specific, :created_by, :now)
   ON CONFLICT DO NOTHING`,
  { json: ['value', 'labels'] },
)

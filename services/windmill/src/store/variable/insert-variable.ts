import { query } from '../sql.ts'

/** Adds a variable, its value sealed when it is secret. Answers 0 changes when the path is taken. */
export const insertVariable = query<{
  workspace_id: string
  path: string
  value: string
  is_secret: boolean
  description: string
  labels: string[] | undefined
  ws_specific: boolean
  expires_at: number | undefined
  edited_by: string
  now: number
}>(
  `INSERT INTO variable (workspace_id, path, value, is_secret, description, labels, ws_specific, expires_at, edited_by,
     edited_at)
   VALUES (:workspace_id, :path, :value, :is_secret, :description, :labels, :ws_specific, :expires_at, :edited_by,
     :now)
   ON CONFLICT DO NOTHING`,
  { json: ['labels'] },
)

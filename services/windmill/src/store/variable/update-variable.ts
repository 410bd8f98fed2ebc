import { query } from '../sql.ts'

/** Changes a variable; what is undefined stays. */
export const updateVariable = query<{
  workspace_id: string
  path: string
  new_path: string | undefined
  value: string | undefined
  is_secret: boolean | undefined
  description: string | undefined
  labels: string[] | undefined
  ws_specific: boolean | undefined
  edited_by: string
  now: number
}>(
  `UPDATE variable
   SET path = coalesce(:new_path, path), value = coalesce(:value, value), is_secret = coalesce(:is_secret, is_secret),
     description = coalesce(:description, description), labels = coalesce(:labels, labels),
     ws_specific = coalesce(:ws_specific, ws_specific), edited_by = :edited_by, edited_at = :now
   WHERE workspace_id = :workspace_id AND path = :path`,
  { json: ['labels'] },
)

import { query } from '../sql.ts'

/** Adds a group. Answers 0 changes when the name is taken. */
export const insertGroup = query<{
  workspace_id: string
  name: string
  summary: string | null
  extra_perms: Record<string, boolean>
}>(
  `INSERT INTO workspace_group (workspace_id, name, summary, extra_perms)
   VALUES (:workspace_id, :name, :summary, :extra_perms)
   ON CONFLICT DO NOTHING`,
  { json: ['extra_perms'] },
)

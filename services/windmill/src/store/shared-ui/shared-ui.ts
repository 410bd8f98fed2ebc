import { query } from '../sql.ts'

/** The files that raw apps of a workspace share, by name. */
export interface SharedUi {
  files: Record<string, string>
  /** How often they were changed. */
  version: number
  edited_by: string
  edited_at: number
}

/** What the raw apps of a workspace share; undefined until somebody puts something there. */
export const getSharedUi = query<{ workspace_id: string }, SharedUi>(
  'SELECT files, version, edited_by, edited_at FROM shared_ui WHERE workspace_id = :workspace_id',
  { json: ['files'] },
)

/** Puts all files in the place of those that were there. */
export const putSharedUi = query<{ workspace_id: string } & Omit<SharedUi, 'version'>>(
  `INSERT INTO shared_ui (workspace_id, files, version, edited_by, edited_at)
   VALUES (:workspace_id, :files, 1, :edited_by, :edited_at)
   ON CONFLICT (workspace_id) DO UPDATE SET files = excluded.files, version = shared_ui.version + 1,
     edited_by = excluded.edited_by, edited_at = excluded.edited_at`,
  { json: ['files'] },
)

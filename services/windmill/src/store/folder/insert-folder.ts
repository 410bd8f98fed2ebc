import { query } from '../sql.ts'
import { FOLDER_SHAPE, type Folder } from './folder.ts'

/** Adds a folder. Answers 0 changes when the name is taken. */
export const insertFolder = query<Folder>(
  `INSERT INTO folder (workspace_id, name, display_name, summary, owners, extra_perms, default_permissioned_as,
     created_by, edited_at)
   VALUES (:workspace_id, :name, :display_name, :summary, :owners, :extra_perms, :default_permissioned_as,
     :created_by, :edited_at)
   ON CONFLICT DO NOTHING`,
  FOLDER_SHAPE,
)

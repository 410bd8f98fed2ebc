import { query } from '../sql.ts'
import { FOLDER_SHAPE, type Folder } from './folder.ts'

/** The folders of a workspace, by name. */
export const listFolders = query<{ workspace_id: string }, Folder>(
  'SELECT * FROM folder WHERE workspace_id = :workspace_id ORDER BY name',
  FOLDER_SHAPE,
)

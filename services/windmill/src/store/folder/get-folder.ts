import { query } from '../sql.ts'
import { FOLDER_SHAPE, type Folder } from './folder.ts'

/** A folder by its name. */
export const getFolder = query<{ workspace_id: string; name: string }, Folder>(
  'SELECT * FROM folder WHERE workspace_id = :workspace_id AND name = :name',
  FOLDER_SHAPE,
)

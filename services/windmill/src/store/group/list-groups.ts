import { query } from '../sql.ts'
import { GROUP_COLUMNS, GROUP_SHAPE, type Group } from './group.ts'

/** The groups of a workspace, by name. */
export const listGroups = query<{ workspace_id: string }, Group>(
  `SELECT ${GROUP_COLUMNS} FROM workspace_group AS grp WHERE grp.workspace_id = :workspace_id ORDER BY grp.name`,
  GROUP_SHAPE,
)

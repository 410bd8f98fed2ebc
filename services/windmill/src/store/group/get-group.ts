import { query } from '../sql.ts'
import { GROUP_COLUMNS, GROUP_SHAPE, type Group } from './group.ts'

/** A group by its name, with its members. */
export const getGroup = query<{ workspace_id: string; name: string }, Group>(
  `SELECT ${GROUP_COLUMNS} FROM workspace_group AS grp WHERE grp.workspace_id = :workspace_id AND grp.name = :name`,
  GROUP_SHAPE,
)

import { query } from '../sql.ts'
import { VARIABLE_COLUMNS, VARIABLE_SHAPE, type Variable } from './variable.ts'

/** The variables of a workspace, by path. */
export const listVariables = query<{ workspace_id: string }, Variable>(
  `SELECT ${VARIABLE_COLUMNS} FROM variable WHERE variable.workspace_id = :workspace_id ORDER BY variable.path`,
  VARIABLE_SHAPE,
)

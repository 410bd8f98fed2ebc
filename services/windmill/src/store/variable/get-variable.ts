import { query } from '../sql.ts'
import { VARIABLE_COLUMNS, VARIABLE_SHAPE, type Variable } from './variable.ts'

/** A variable by its path. */
export const getVariable = query<{ workspace_id: string; path: string }, Variable>(
  `SELECT ${VARIABLE_COLUMNS} FROM variable WHERE variable.workspace_id = :workspace_id AND variable.path = :path`,
  VARIABLE_SHAPE,
)

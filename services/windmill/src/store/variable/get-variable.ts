import { query } from '../sql.ts'
import { VARIABLE_COLUMNS, VARIABLE_SHAPE, type Variable } from './variable.ts'

/** A variable by its path, unless it has expired. */
export const getVariable = query<{ workspace_id: string; path: string; now: number }, Variable>(
  `SELECT ${VARIABLE_COLUMNS} FROM variable
   WHERE variable.workspace_id = :workspace_id AND variable.path = :path
     AND (variable.expires_at IS NULL OR variable.expires_at > :now)`,
  VARIABLE_SHAPE,
)

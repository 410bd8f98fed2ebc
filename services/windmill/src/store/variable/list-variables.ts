import { query } from '../sql.ts'
import { VARIABLE_COLUMNS, VARIABLE_SHAPE, type Variable } from './variable.ts'

/** The variables of a workspace that have not expired, by path. */
export const listVariables = query<{ workspace_id: string; now: number }, Variable>(
  `SELECT ${VARIABLE_COLUMNS} FROM variable
   WHERE variable.workspace_id = :workspace_id AND (variable.expires_at IS NULL OR variable.expires_at > :now)
   ORDER BY variable.path`,
  VARIABLE_SHAPE,
)

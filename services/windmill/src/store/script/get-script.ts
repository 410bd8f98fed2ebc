import { query } from '../sql.ts'
import { SCRIPT_COLUMNS, SCRIPT_SHAPE, type Script } from './script.ts'

/** The newest version of a path, archived or not. */
export const getLatestScript = query<{ workspace_id: string; path: string }, Script>(
  `SELECT ${SCRIPT_COLUMNS} FROM script WHERE workspace_id = :workspace_id AND path = :path
   ORDER BY version DESC LIMIT 1`,
  SCRIPT_SHAPE,
)

/** The live version of a path: the newest that is neither archived nor deleted, with a lock or without. */
export const getLiveScript = query<{ workspace_id: string; path: string }, Script>(
  `SELECT ${SCRIPT_COLUMNS} FROM script
   WHERE workspace_id = :workspace_id AND path = :path AND archived = 0 AND deleted = 0
   ORDER BY version DESC LIMIT 1`,
  SCRIPT_SHAPE,
)

/** A version by its hash, whatever its state. */
export const getScriptByHash = query<{ workspace_id: string; hash: string }, Script>(
  `SELECT ${SCRIPT_COLUMNS} FROM script WHERE workspace_id = :workspace_id AND hash = :hash`,
  SCRIPT_SHAPE,
)

/** The version that was made directly from another. */
export const getChildOfScript = query<{ workspace_id: string; hash: string }, { hash: string }>(
  `SELECT hash FROM script WHERE workspace_id = :workspace_id AND parent_hashes ->> 0 = :hash`,
)

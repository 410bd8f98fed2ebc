import { query } from '../sql.ts'
import { TRIGGER_SHAPE, type Trigger } from './trigger.ts'

/** Which triggers to list; what is undefined does not matter. */
export interface TriggerFilter {
  workspace_id: string
  kind: string
  /** Of what they start. */
  path?: string
  is_flow?: boolean
  path_start?: string
}

/** Triggers of a kind, the last edited first. */
export const listTriggers = query<TriggerFilter, Trigger>(
  `SELECT * FROM "trigger"
   WHERE workspace_id = :workspace_id AND kind = :kind
     AND (:path IS NULL OR script_path = :path)
     AND (:is_flow IS NULL OR is_flow = :is_flow)
     AND (:path_start IS NULL OR substr(path, 1, length(:path_start)) = :path_start)
   ORDER BY edited_at DESC, rowid DESC`,
  TRIGGER_SHAPE,
)

/** Triggers of all kinds. */
export const allTriggers = query<{ workspace_id: string }, Trigger>(
  'SELECT * FROM "trigger" WHERE workspace_id = :workspace_id ORDER BY kind, path',
  TRIGGER_SHAPE,
)

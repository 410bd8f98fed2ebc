import { query } from '../sql.ts'
import { TRIGGER_SHAPE, type Trigger } from './trigger.ts'

/** Adds a trigger; 0 changes when its path is taken by one of the same kind. */
export const insertTrigger = query<Trigger>(
  `INSERT INTO "trigger" (workspace_id, kind, path, script_path, is_flow, mode, config, extra_perms, email,
     permissioned_as, edited_by, edited_at)
   VALUES (:workspace_id, :kind, :path, :script_path, :is_flow, :mode, :config, :extra_perms, :email, :permissioned_as,
     :edited_by, :edited_at)
   ON CONFLICT (workspace_id, kind, path) DO NOTHING`,
  TRIGGER_SHAPE,
)

/** Changes the trigger at `from`; another `path` moves it there. */
export const updateTrigger = query<Omit<Trigger, 'extra_perms'> & { from: string }>(
  `UPDATE "trigger" SET path = :path, script_path = :script_path, is_flow = :is_flow, mode = :mode, config = :config,
     email = :email, permissioned_as = :permissioned_as, edited_by = :edited_by, edited_at = :edited_at
   WHERE workspace_id = :workspace_id AND kind = :kind AND path = :from`,
  TRIGGER_SHAPE,
)

/** Switches a trigger on or off, or suspends it. */
export const setTriggerMode = query<
  Pick<Trigger, 'workspace_id' | 'kind' | 'path' | 'mode' | 'edited_by' | 'edited_at'>
>(
  `UPDATE "trigger" SET mode = :mode, edited_by = :edited_by, edited_at = :edited_at
   WHERE workspace_id = :workspace_id AND kind = :kind AND path = :path`,
)

/** Deletes a trigger. */
export const deleteTrigger = query<{ workspace_id: string; kind: string; path: string }>(
  'DELETE FROM "trigger" WHERE workspace_id = :workspace_id AND kind = :kind AND path = :path',
)

/** Triggers of a script or flow start it at its new path. */
export const repointTriggers = query<{ workspace_id: string; is_flow: boolean; from: string; to: string }>(
  `UPDATE "trigger" SET script_path = :to
   WHERE workspace_id = :workspace_id AND is_flow = :is_flow AND script_path = :from`,
)

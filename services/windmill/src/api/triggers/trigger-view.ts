import type { JsonObject } from '../../shared/json.ts'
import { toTimestamp } from '../../shared/system.ts'
import type { triggers } from '../../store/index.ts'

/** A trigger as the API shows it (wire.jsonl, "wmill trigger list"). */
export function triggerView(trigger: triggers.Trigger): JsonObject {
  return {
    workspace_id: trigger.workspace_id,
    path: trigger.path,
    script_path: trigger.script_path,
    mode: trigger.mode,
    is_flow: trigger.is_flow,
    edited_by: trigger.edited_by,
    permissioned_as: trigger.permissioned_as,
    edited_at: toTimestamp(trigger.edited_at),
    extra_perms: trigger.extra_perms,
    ...trigger.config,
  }
}

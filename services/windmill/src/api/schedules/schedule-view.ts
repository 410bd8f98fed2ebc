import type { JsonObject } from '../../shared/json.ts'
import { toTimestamp } from '../../shared/system.ts'
import type { schedules } from '../../store/index.ts'

/** A schedule as the API shows it (wire.jsonl, "wmill sync push, nothing changed but server-side defaults"). */
export function scheduleView(schedule: schedules.Schedule): JsonObject {
  return {
    workspace_id: schedule.workspace_id,
    path: schedule.path,
    edited_by: schedule.edited_by,
    edited_at: toTimestamp(schedule.edited_at),
    schedule: schedule.schedule,
    timezone: schedule.timezone,
    enabled: schedule.enabled,
    script_path: schedule.script_path,
    is_flow: schedule.is_flow,
    args: schedule.args,
    extra_perms: schedule.extra_perms,
    email: schedule.email,
    permissioned_as: schedule.permissioned_as,
    ...(schedule.error !== null && { error: schedule.error }),
    ws_error_handler_muted: false,
    no_flow_overlap: schedule.no_flow_overlap,
    ...(schedule.paused_until !== null && { paused_until: toTimestamp(schedule.paused_until) }),
    cron_version: 'v2',
    ...schedule.options,
  }
}

/** A row of `schedules/list` (wire.jsonl, "wmill schedule list"). */
export function scheduleRow(schedule: schedules.Schedule): JsonObject {
  return {
    workspace_id: schedule.workspace_id,
    path: schedule.path,
    edited_by: schedule.edited_by,
    edited_at: toTimestamp(schedule.edited_at),
    schedule: schedule.schedule,
    timezone: schedule.timezone,
    enabled: schedule.enabled,
    script_path: schedule.script_path,
    is_flow: schedule.is_flow,
    summary: schedule.options.summary ?? null,
    extra_perms: schedule.extra_perms,
    is_draft: false,
  }
}

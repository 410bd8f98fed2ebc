import { query } from '../sql.ts'
import { SCHEDULE_SHAPE, type Schedule } from './schedule.ts'

/** Adds a schedule; 0 changes when its path is taken. */
export const insertSchedule = query<Omit<Schedule, 'error'>>(
  `INSERT INTO schedule (workspace_id, path, schedule, timezone, enabled, script_path, is_flow, args, no_flow_overlap,
     paused_until, options, extra_perms, email, permissioned_as, edited_by, edited_at)
   VALUES (:workspace_id, :path, :schedule, :timezone, :enabled, :script_path, :is_flow, :args, :no_flow_overlap,
     :paused_until, :options, :extra_perms, :email, :permissioned_as, :edited_by, :edited_at)
   ON CONFLICT (workspace_id, path) DO NOTHING`,
  SCHEDULE_SHAPE,
)

/** Changes when and with what a schedule runs; what it runs, and whether it is on, stays. */
export const updateSchedule = query<Omit<Schedule, 'error' | 'enabled' | 'script_path' | 'is_flow' | 'extra_perms'>>(
  `UPDATE schedule SET schedule = :schedule, timezone = :timezone, args = :args, no_flow_overlap = :no_flow_overlap,
     paused_until = :paused_until, options = :options, email = :email, permissioned_as = :permissioned_as,
     edited_by = :edited_by, edited_at = :edited_at, error = NULL
   WHERE workspace_id = :workspace_id AND path = :path`,
  SCHEDULE_SHAPE,
)

/** Switches a schedule on or off. */
export const setScheduleEnabled = query<{ workspace_id: string; path: string; enabled: boolean }>(
  'UPDATE schedule SET enabled = :enabled, error = NULL WHERE workspace_id = :workspace_id AND path = :path',
)

/** Notes why a schedule cannot go on, or that it can (null). */
export const setScheduleError = query<{ workspace_id: string; path: string; error: string | null }>(
  'UPDATE schedule SET error = :error WHERE workspace_id = :workspace_id AND path = :path',
)

/** Switches a schedule off that cannot go on, and notes why. */
export const disableSchedule = query<{ workspace_id: string; path: string; error: string }>(
  'UPDATE schedule SET enabled = 0, error = :error WHERE workspace_id = :workspace_id AND path = :path',
)

/** Deletes a schedule; the jobs that it has queued stay. */
export const deleteSchedule = query<{ workspace_id: string; path: string }>(
  'DELETE FROM schedule WHERE workspace_id = :workspace_id AND path = :path',
)

/** Schedules of a script or flow run it at its new path. Answers which they are. */
export const repointSchedules = query<
  { workspace_id: string; is_flow: boolean; from: string; to: string },
  { path: string }
>(
  `UPDATE schedule SET script_path = :to
   WHERE workspace_id = :workspace_id AND is_flow = :is_flow AND script_path = :from RETURNING path`,
)

import { query } from '../sql.ts'
import { SCHEDULE_SHAPE, type Schedule } from './schedule.ts'

/** Which schedules to list; what is undefined does not matter. */
export interface ScheduleFilter {
  workspace_id: string
  /** Of what they run. */
  path?: string
  is_flow?: boolean
  path_start?: string
  schedule_path?: string
  /** A part of the description, or of the summary. */
  description?: string
  summary?: string
}

/** Schedules, the last edited first. */
export const listSchedules = query<ScheduleFilter, Schedule>(
  `SELECT * FROM schedule
   WHERE workspace_id = :workspace_id
     AND (:path IS NULL OR script_path = :path)
     AND (:is_flow IS NULL OR is_flow = :is_flow)
     AND (:path_start IS NULL OR substr(path, 1, length(:path_start)) = :path_start)
     AND (:schedule_path IS NULL OR path = :schedule_path)
     AND (:description IS NULL OR instr(lower(options ->> 'description'), lower(:description)) > 0)
     AND (:summary IS NULL OR instr(lower(options ->> 'summary'), lower(:summary)) > 0)
   ORDER BY edited_at DESC, rowid DESC`,
  SCHEDULE_SHAPE,
)

import { query } from '../sql.ts'
import { SCHEDULE_SHAPE, type Schedule } from './schedule.ts'

/** A schedule by its path. */
export const getSchedule = query<{ workspace_id: string; path: string }, Schedule>(
  'SELECT * FROM schedule WHERE workspace_id = :workspace_id AND path = :path',
  SCHEDULE_SHAPE,
)

/** All schedules that are switched on, of all workspaces. */
export const allEnabledSchedules = query<undefined, Schedule>(
  'SELECT * FROM schedule WHERE enabled = 1 ORDER BY workspace_id, path',
  SCHEDULE_SHAPE,
)

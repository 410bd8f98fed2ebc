export { allEnabledSchedules, getSchedule } from './get-schedule.ts'
export { listSchedules, type ScheduleFilter } from './list-schedules.ts'
export {
  deleteSchedule,
  disableSchedule,
  insertSchedule,
  repointSchedules,
  setScheduleEnabled,
  setScheduleError,
  updateSchedule,
} from './save-schedule.ts'
export type { Schedule } from './schedule.ts'

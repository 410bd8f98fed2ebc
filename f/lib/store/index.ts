/** The data table, one file a table. Each function takes the data table first and is one statement. */
export { type Activity, addActivity } from './activity.ts'
export { appendEvents, type EventLevel, listEvents, type NewEvent, placed, type RunEvent, TELL } from './events.ts'
export { addOnce, dataTable, isDuplicate, type Sql } from './sql.ts'
export { type EndStatus, endTask, getTask, moveTask, type OpenStatus, startTask, type Task } from './tasks.ts'

export { allServedRoutes, findRoute, getTrigger } from './get-trigger.ts'
export { allTriggers, listTriggers, type TriggerFilter } from './list-triggers.ts'
export { deleteTrigger, insertTrigger, repointTriggers, setTriggerMode, updateTrigger } from './save-trigger.ts'
export type { Trigger } from './trigger.ts'

/** What a job asks of the Windmill that runs it, with the rights of its own token. */
export { deployFlow, type FlowToDeploy } from './deploy_flow.ts'
export { type Deployed, deployScript, type ScriptToDeploy } from './deploy_script.ts'
export { findRunnable, listRunnables, type Runnable } from './find_runnable.ts'
export { ownSpace } from './place.ts'
export { ensureSchedule, setScheduleEnabled, type WantedSchedule } from './schedule.ts'

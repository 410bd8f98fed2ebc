/**
 * What is run: from a path, a hash or a version, and the request that asks for it, to the job that does it. Webhooks,
 * HTTP triggers, schedules and steps of flows all come through here.
 */
export { type Caller, callerOf } from './caller.ts'
export { defined } from './deployed-options.ts'
export { type FlowRef, flowRunnable } from './flow-runnable.ts'
export { parseJson } from './json-text.ts'
export { type CalledRoute, httpEvent, webhookEvent } from './preprocessor-event.ts'
export { mainArgs, payloadOfQuery, type RequestPayload, readPayload } from './request-payload.ts'
export { type Restart, restartedFlow, takeOverResults } from './restart-flow.ts'
export { deployedJob, type RunRequest, type Target } from './run-deployed.ts'
export { applyRunQuery, includedArgs, type RunQuery, runQuerySchema } from './run-options.ts'
export { type RunnableFields, type ScriptRef, scriptRunnable } from './script-runnable.ts'
export { type Around, singleStepFlow } from './single-step-flow.ts'

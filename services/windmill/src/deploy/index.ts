/**
 * What a deployment comes to: versions, what follows from a new path, and the jobs that make locks. The API hands
 * requests in, the worker hands such jobs to `finishDependencyJob`.
 */
export { type AppInlineScript, appScripts } from './app-scripts.ts'
export { type Changes, changesOf } from './changes.ts'
export { createScript, type NewScript } from './create-script.ts'
export { type DependencyRequest, dependencyJob, type RawScript, requestOf } from './dependency-request.ts'
export { type AppChange, createApp, deleteApp, updateApp } from './deploy-app.ts'
export { createFlow, type NewFlow, updateFlow } from './deploy-flow.ts'
export type { Deployer, Deployment } from './deployment.ts'
export { finishDependencyJob, type LockOf } from './finish-dependency-job.ts'
export { flowScripts, type InlineScript } from './flow-scripts.ts'
export { type FlowStep, flowSteps } from './flow-steps.ts'
export type { PackageList, RawPackageLists } from './package-list.ts'

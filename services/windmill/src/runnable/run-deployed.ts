import { initialStatus } from '../flow/index.ts'
import type { NewJob } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import type { Store } from '../store/index.ts'
import type { Caller } from './caller.ts'
import { type FlowRef, flowHasPreprocessor, flowRunnable } from './flow-runnable.ts'
import { type ScriptRef, scriptHasPreprocessor, scriptRunnable } from './script-runnable.ts'

/** What is to be run. */
export type Target = { script: ScriptRef } | { flow: FlowRef }

/** What a deployed script or flow is to be given: arguments, or the event that its preprocessor makes them of. */
export interface Given {
  args: () => JsonObject
  /** Absent when preprocessors are to be passed over. */
  event?: () => JsonObject
}

/**
 * The job that runs a deployed script or flow for a caller, who is the one it runs as unless it was deployed to run on
 * behalf of somebody. Throws "not found" for what is not there.
 */
export function deployedJob(store: Store, workspace_id: string, target: Target, caller: Caller, given: Given): NewJob {
  if ('script' in target) {
    const runnable = scriptRunnable(store, workspace_id, target.script)
    const preprocess = given.event && scriptHasPreprocessor(store, workspace_id, runnable.script_hash!)
    return {
      ...caller,
      ...runnable,
      workspace_id,
      args: preprocess ? { event: given.event!() } : given.args(),
      options: { ...runnable.options, ...(preprocess ? { preprocess } : {}) },
    }
  }
  const preprocess = given.event !== undefined && flowHasPreprocessor(store, workspace_id, target.flow)
  const runnable = flowRunnable(store, workspace_id, target.flow, preprocess)
  return {
    ...caller,
    ...runnable,
    workspace_id,
    args: preprocess ? { event: given.event!() } : given.args(),
    flow_status: initialStatus(runnable.raw_flow),
  }
}

import { initialStatus } from '../flow/index.ts'
import { notFoundAt } from '../shared/errors.ts'
import type { NewJob } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import type { Store } from '../store/index.ts'
import type { Caller } from './caller.ts'
import { type FlowRef, fieldsOfFlow, findFlow, flowHasPreprocessor } from './flow-runnable.ts'
import { fieldsOfScript, findScript, type ScriptRef, scriptHasPreprocessor } from './script-runnable.ts'

/** What is to be run. */
export type Target = { script: ScriptRef } | { flow: FlowRef }

/** For whom something deployed is run, and what it is given. */
export interface RunRequest {
  caller: Caller
  /** Whether the caller may see what lies at a path with these extra permissions; anything when absent. */
  mayRead?: (path: string, extraPerms: Record<string, boolean>) => boolean
  args: () => JsonObject
  /** The event that a preprocessor makes the arguments of; absent when preprocessors are to be passed over. */
  event?: () => JsonObject
}

/**
 * The job that runs a deployed script or flow for a caller, as whom it runs unless it was deployed to run on behalf of
 * somebody. Throws "not found" for what is not there, or not for the caller to see.
 */
export function deployedJob(store: Store, workspace_id: string, target: Target, request: RunRequest): NewJob {
  return 'script' in target
    ? scriptJob(store, workspace_id, target.script, request)
    : flowJob(store, workspace_id, target.flow, request)
}

function scriptJob(store: Store, workspace_id: string, ref: ScriptRef, request: RunRequest): NewJob {
  const script = findScript(store, workspace_id, ref)
  if (request.mayRead?.(script.path, script.extra_perms) === false) throw notFoundAt('script', 'name', script.path)
  const fields = fieldsOfScript(script)
  const preprocess = request.event !== undefined && scriptHasPreprocessor(script)
  const { args, options } = given(request, preprocess)
  return { ...request.caller, ...fields, workspace_id, args, options: { ...fields.options, ...options } }
}

function flowJob(store: Store, workspace_id: string, ref: FlowRef, request: RunRequest): NewJob {
  const flow = findFlow(store, workspace_id, ref)
  if (request.mayRead?.(flow.path, flow.extra_perms) === false) throw notFoundAt('flow', 'name', flow.path)
  const preprocess = request.event !== undefined && flowHasPreprocessor(flow)
  const fields = fieldsOfFlow(flow, preprocess)
  const { args } = given(request, preprocess)
  return { ...request.caller, ...fields, workspace_id, args, flow_status: initialStatus(fields.raw_flow) }
}

const given = (request: RunRequest, preprocess: boolean) =>
  preprocess && request.event
    ? { args: { event: request.event() }, options: { preprocess } }
    : { args: request.args(), options: {} }

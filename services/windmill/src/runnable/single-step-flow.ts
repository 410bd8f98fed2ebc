import { initialStatus } from '../flow/index.ts'
import type { NewJob } from '../shared/job.ts'
import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'
import type { FlowModule, FlowValue, InputTransforms, Retry } from '../shared/openflow.ts'
import { flows, type Store, scripts } from '../store/index.ts'

/** What a trigger or schedule wants done around what it starts. */
export interface Around {
  /** As a step of a flow has it. */
  retry?: Json
  /** A script that is run when all has failed; `script/` before its path may be left out. */
  error_handler_path?: Json
  error_handler_args?: Json
  /** A step that comes first, and may stop the flow. */
  before?: FlowModule
}

/**
 * A job that is to be tried again, whose failure is to be handled, or before which another is to run, runs as a flow of
 * one step, as in Windmill. A job for which nothing is asked stays as it is.
 */
export function singleStepFlow(store: Store, job: NewJob, around: Around): NewJob {
  const { retry, error_handler_path, error_handler_args, before } = around
  const handler = typeof error_handler_path === 'string' ? error_handler_path.replace(/^script\//, '') : ''
  if (!isJsonObject(retry) && handler === '' && !before) return job
  const path = job.script_path ?? ''
  const { preprocess, ...options } = job.options ?? {}
  const preprocessor = preprocess ? preprocessorStep(path, job.script_hash) : job.raw_flow?.preprocessor_module
  const input_transforms = inputsOf(preprocessor ? declaredNames(store, job) : Object.keys(job.args))
  const step: FlowModule = {
    id: 'a',
    value:
      job.kind === 'script'
        ? { type: 'script', path, hash: job.script_hash, input_transforms }
        : { type: 'flow', path, input_transforms },
    ...(isJsonObject(retry) ? { retry: retry as Retry } : {}),
  }
  const raw_flow: FlowValue = {
    modules: before ? [before, step] : [step],
    ...(handler === '' ? {} : { failure_module: handlerStep(handler, path, job, error_handler_args) }),
    ...(preprocessor ? { preprocessor_module: preprocessor } : {}),
  }
  return {
    ...job,
    kind: 'singlestepflow',
    script_hash: undefined,
    language: undefined,
    tag: undefined,
    options,
    raw_flow,
    flow_status: initialStatus(raw_flow),
  }
}

const inputsOf = (names: string[]): InputTransforms =>
  Object.fromEntries(names.map((name) => [name, { type: 'javascript', expr: `flow_input[${JSON.stringify(name)}]` }]))

/** What a preprocessor will make is not known yet: the arguments that the script or flow says it takes. */
function declaredNames({ connection }: Store, { workspace_id, kind, script_path, script_hash }: NewJob): string[] {
  const declared =
    kind === 'script'
      ? scripts.getScriptByHash.one(connection, { workspace_id, hash: script_hash ?? '' })
      : flows.getFlow.one(connection, { workspace_id, path: script_path ?? '' })
  const properties = declared?.schema?.properties ?? null
  return isJsonObject(properties) ? Object.keys(properties) : []
}

function preprocessorStep(path: string, hash: string | undefined): FlowModule {
  const event = { type: 'javascript' as const, expr: 'flow_input.event' }
  return { id: 'preprocessor', value: { type: 'script', path, hash, input_transforms: { event } } }
}

/** The handler is told what failed and why, and what it was deployed to be told. */
function handlerStep(handler: string, path: string, job: NewJob, args: Json | undefined): FlowModule {
  const told = isJsonObject(args) ? args : {}
  const statics: JsonObject = {
    path,
    is_flow: job.kind === 'flow',
    trigger_path: job.trigger_path ?? null,
    workspace_id: job.workspace_id,
    ...told,
  }
  const input_transforms: InputTransforms = {
    error: { type: 'javascript', expr: 'error' },
    ...Object.fromEntries(Object.entries(statics).map(([name, value]) => [name, { type: 'static' as const, value }])),
  }
  return { id: 'failure', value: { type: 'script', path: handler, input_transforms } }
}

import { initialStatus } from '../flow/index.ts'
import type { NewJob } from '../shared/job.ts'
import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'
import type { FlowModule, FlowValue, InputTransforms, Retry } from '../shared/openflow.ts'

/** What a trigger or schedule wants done when what it starts fails. */
export interface OnFailure {
  /** As a step of a flow has it. */
  retry?: Json
  /** A script that is run in the end. */
  error_handler_path?: Json
  error_handler_args?: Json
}

/**
 * A job that is to be tried again, or whose failure is to be handled, runs as a flow of one step, as in Windmill. A
 * job for which neither is asked stays as it is.
 */
export function singleStepFlow(job: NewJob, { retry, error_handler_path, error_handler_args }: OnFailure): NewJob {
  const handler = typeof error_handler_path === 'string' && error_handler_path !== '' ? error_handler_path : undefined
  if (!isJsonObject(retry) && handler === undefined) return job
  const path = job.script_path ?? ''
  const { preprocess, ...options } = job.options ?? {}
  const step: FlowModule = {
    id: 'a',
    value:
      job.kind === 'script'
        ? { type: 'script', path, hash: job.script_hash, input_transforms: inputsOf(job.args) }
        : { type: 'flow', path, input_transforms: inputsOf(job.args) },
    ...(isJsonObject(retry) ? { retry: retry as Retry } : {}),
  }
  const raw_flow: FlowValue = {
    modules: [step],
    ...(handler === undefined ? {} : { failure_module: handlerStep(handler, path, job, error_handler_args) }),
    ...(preprocess ? { preprocessor_module: preprocessorStep(path, job.script_hash) } : {}),
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

const inputsOf = (args: JsonObject): InputTransforms =>
  Object.fromEntries(
    Object.keys(args).map((name) => [name, { type: 'javascript', expr: `flow_input[${JSON.stringify(name)}]` }]),
  )

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

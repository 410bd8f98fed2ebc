import { scriptRunnable } from '../../runnable/index.ts'
import type { Job, NewJob } from '../../shared/job.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { InputTransforms } from '../../shared/openflow.ts'
import type { WorkerContext } from '../context.ts'
import { interpolators } from '../flow/interpolators.ts'
import { findStepResult } from '../flow/step-results.ts'
import type { Tool } from './tools.ts'

/** How a tool's job ended; an error as the model is told of it (case `agent/tool-fails`). */
export interface ToolEnd {
  job_id: string
  success: boolean
  text: string
}

/** Runs a tool as a job of its own and waits for its end. */
export async function runTool(
  worker: WorkerContext,
  agent: Job,
  tool: Tool,
  given: JsonObject,
  signal: AbortSignal,
): Promise<ToolEnd> {
  const args = { ...given, ...fixedArgs(worker, agent, tool.value.input_transforms ?? {}) }
  const job_id = worker.queue.push({ ...toolJob(worker, agent, tool), args })
  await worker.queue.whenEnded(job_id, signal)
  const { success, result } = worker.queue.get(job_id)!
  return { job_id, success: success === true, text: JSON.stringify(success ? result : errorOf(result)) }
}

/**
 * The model is told of the error itself, without the step that
 * it happened in; its fields come in the order of their names.
 */
function errorOf(result: Json): Json {
  const error = isJsonObject(result) ? result.error : undefined
  if (!isJsonObject(error)) return result
  const { step_id, ...rest } = error
  return Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The arguments that are not for the model to fill in. */
function fixedArgs(worker: WorkerContext, agent: Job, transforms: InputTransforms): JsonObject {
  const flow = worker.queue.get(agent.parent_job!)!
  const scope = {
    ...interpolators(worker, flow),
    flow_input: flow.preprocessed_args ?? flow.args,
    results: (stepId: string) => findStepResult(worker, flow, stepId),
  }
  const args: JsonObject = {}
  for (const [name, transform] of Object.entries(transforms)) {
    if (transform.type === 'static') args[name] = transform.value ?? null
    else if (transform.type === 'javascript') args[name] = worker.evaluate(transform.expr, scope)
  }
  return args
}

function toolJob(worker: WorkerContext, agent: Job, { id, value }: Tool): NewJob {
  const base: NewJob = {
    workspace_id: agent.workspace_id,
    kind: 'preview',
    created_by: agent.created_by,
    permissioned_as: agent.permissioned_as,
    email: agent.email,
    parent_job: agent.id,
    root_job: agent.root_job ?? agent.id,
    flow_step_id: id,
    args: {},
    options: { root_flow: agent.options.root_flow, flow_path: agent.options.flow_path },
  }
  if (value.type === 'rawscript') return { ...base, language: value.language, raw_code: value.content, tag: value.tag }
  const runnable = scriptRunnable(
    worker.store,
    agent.workspace_id,
    value.hash ? { hash: value.hash } : { path: value.path },
  )
  return { ...base, ...runnable, options: { ...runnable.options, ...base.options } }
}

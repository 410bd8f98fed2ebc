import type { Json, JsonObject } from '../../../services/windmill/src/shared/json.ts'

/** What differs from run to run, or is an engine's own wording, and what stands for it in the recorded answers. */
const NEUTRAL: [RegExp, string][] = [
  [/ ?\(lib\.rs:\d+\)| ?@[\w/]+\.rs:\d+:\d+/g, ''],
  [/^(Error during isolated evaluation of expression `[\s\S]*?`):\n[\s\S]*$/, '$1'],
  [/QuickJS evaluation error: [\s\S]*$/, ''],
  [/"stack":"(?:\\.|[^"\\])*"/g, '"stack":"<stack>"'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, '<time>'],
]

/** The value with ids, stacks and times made neutral, so that two runs of one case are equal. */
export function neutral(value: Json, key = ''): Json {
  if (typeof value === 'string') {
    return key === 'stack' ? '<stack>' : NEUTRAL.reduce((text, [what, by]) => text.replace(what, by), value)
  }
  if (Array.isArray(value)) return value.map((each) => neutral(each))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, neutral(each, name)]))
}

/** What of an ended job is compared: how it ended, and the shape of its steps. */
export function shapeOf(job: JsonObject): JsonObject {
  const status = job.flow_status as JsonObject | undefined
  const workflow = job.workflow_as_code_status as JsonObject | undefined
  const checkpoint = (workflow?._checkpoint ?? status?._checkpoint) as JsonObject | undefined
  const shape: JsonObject = { success: job.success!, result: job.result ?? null }
  if (job.canceled) shape.canceled = true
  if (job.is_skipped) shape.is_skipped = true
  if (checkpoint) shape.completed_steps = checkpoint.completed_steps!
  if (status?.modules) {
    shape.modules = (status.modules as JsonObject[]).map(stepShape)
    const failure = status.failure_module as JsonObject | undefined
    if (failure && failure.type !== 'WaitingForPriorSteps') shape.failure_module = stepShape(failure)
    if (status.preprocessor_module) shape.preprocessor_module = stepShape(status.preprocessor_module as JsonObject)
  }
  return neutral(shape) as JsonObject
}

function stepShape(step: JsonObject): JsonObject {
  const shape: JsonObject = { id: step.id!, type: step.type! }
  const length = (value: Json | undefined) => (Array.isArray(value) ? value.length : undefined)
  const retries = length(step.failed_retries)
  const jobs = length(step.flow_jobs)
  const itered = length((step.iterator as JsonObject | undefined)?.itered)
  if (step.skipped) shape.skipped = true
  if (step.branch_chosen) shape.branch_chosen = step.branch_chosen
  if (itered) shape.itered = itered
  if (jobs !== undefined) shape.flow_jobs = jobs
  if (step.flow_jobs_success) shape.flow_jobs_success = step.flow_jobs_success
  if (length(step.approvers)) shape.approvers = step.approvers!
  if (retries) shape.failed_retries = retries
  if (length(step.agent_actions)) {
    shape.agent_actions = (step.agent_actions as JsonObject[]).map(
      ({ type, function_name }): JsonObject => (function_name ? { type: type!, function_name } : { type: type! }),
    )
  }
  return shape
}

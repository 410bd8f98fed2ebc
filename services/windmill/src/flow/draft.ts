import type { Json, JsonObject } from '../shared/json.ts'
import type { FlowModule, FlowStatus, FlowValue, ModuleStatus } from '../shared/openflow.ts'
import { NO_JOB, type Position, positionOf, stepsOf } from './modules.ts'
import type { FlowAction, FlowContext, Resume } from './types.ts'

/** One advance under way: a copy of the status that may be written to, and what is to be done so far. */
export interface Draft {
  context: FlowContext
  flow: FlowValue
  /** The flow's steps with the one that Windmill adds (see stepsOf). */
  steps: FlowModule[]
  status: FlowStatus
  actions: FlowAction[]
  /** The flow's input; a preprocessor replaces it. */
  args: JsonObject
  /** Answers to the approval of a step job. */
  answersTo(step: ModuleStatus): Resume[]
}

/** A draft of what is to be done next, with nothing done yet. */
export function draftOf(context: FlowContext, answersTo: Draft['answersTo']): Draft {
  const { flow, args } = context
  const status = structuredClone(context.status)
  return { context, flow, steps: stepsOf(flow), status, actions: [], args, answersTo }
}

/** Where the flow stands. */
export const position = (draft: Draft): Position => positionOf(draft.status.step, draft.steps.length)

/** The module at a position; undefined where the flow has none. */
export function moduleAt({ flow, steps }: Draft, where: Position): FlowModule | undefined {
  if (where.at === 'preprocessor') return flow.preprocessor_module
  return where.at === 'step' ? steps[where.index] : flow.failure_module
}

/** The status of the module at a position. */
export function statusAt({ status }: Draft, where: Position): ModuleStatus {
  if (where.at === 'preprocessor') return status.preprocessor_module ?? status.failure_module
  return (where.at === 'step' ? status.modules[where.index] : undefined) ?? status.failure_module
}

/** Writes the status of the module at a position; a flow without steps gets its one entry this way (case flow/empty). */
export function setStatusAt({ status, steps }: Draft, where: Position, module: ModuleStatus): void {
  if (where.at === 'preprocessor') status.preprocessor_module = module
  else if (where.at === 'step') status.modules[where.index] = module
  else if (steps.length === 0) status.modules[0] = module
  else status.failure_module = { ...module, parent_module: status.failure_module.parent_module }
}

/** What a step of this flow returned; undefined when it has not ended, or ended without a job. */
export function ownResult({ status, context }: Draft, stepId: string): Json | undefined {
  const module = status.modules.find(({ id, type }) => id === stepId && (type === 'Success' || type === 'Failure'))
  return module && resultOf(context, module)
}

/** What a step that has ended returned: a list for a loop or a branch-all. */
export function resultOf(context: FlowContext, module: ModuleStatus): Json | undefined {
  if (module.flow_jobs) return module.flow_jobs.map((job) => context.jobResult(job))
  return module.job === undefined || module.job === NO_JOB ? undefined : context.jobResult(module.job)
}

/** What stands for a result where there is none: this text. */
export const NOTHING: Json = '{}'

/** What the step before the current one returned; for the first step, the flow's input. */
export function previousResult({ status, context, args }: Draft): Json {
  if (status.step <= 0) return args
  const before = status.modules[status.step - 1]
  const result = before?.type === 'Success' ? resultOf(context, before) : undefined
  return result === undefined ? NOTHING : result
}

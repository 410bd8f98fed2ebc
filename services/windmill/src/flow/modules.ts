import type { Branch, FlowModule, FlowModuleValue, FlowValue, ModuleStatus } from '../shared/openflow.ts'

/** Windmill's id for "no job at all": the step ended without one. */
export const NO_JOB = '00000000-0000-0000-0000-000000000000'

/**
 * Under which id the answers to a step are kept: its job's. A step that asks and has none (an empty loop) is named by
 * its flow, for all such steps of all flows have the same job.
 */
export const answeredId = (flowId: string, { id, job = NO_JOB }: ModuleStatus): string =>
  job === NO_JOB ? `${flowId}/${id}` : job

export type LoopValue = Extract<FlowModuleValue, { type: 'forloopflow' | 'whileloopflow' }>
export type BranchAllValue = Extract<FlowModuleValue, { type: 'branchall' }>
export type BranchOneValue = Extract<FlowModuleValue, { type: 'branchone' }>

/** Whether a module is a loop of either kind. */
export const isLoop = (value: FlowModuleValue): value is LoopValue =>
  value.type === 'forloopflow' || value.type === 'whileloopflow'

/** Windmill runs branches beside each other unless told otherwise; a `for` loop's iterations only when told to. */
export const isParallel = (value: LoopValue | BranchAllValue): boolean =>
  value.type === 'branchall' ? value.parallel !== false : value.type === 'forloopflow' && value.parallel === true

/**
 * Whether failed iterations are skipped. Where a `for` loop does not say, Windmill writes `true` into the flow as it
 * deploys it, and takes `false` in a preview.
 */
export function skipsFailures(value: FlowModuleValue | undefined, deployed: boolean): boolean {
  if (!value || !isLoop(value)) return false
  return value.skip_failures ?? (deployed && value.type === 'forloopflow')
}

/** The same for a branch of a branch-all. */
export const skipsFailure = (branch: (Branch & { skip_failure?: boolean }) | undefined, deployed: boolean): boolean =>
  branch?.skip_failure ?? (deployed && branch !== undefined)

/**
 * The steps as they are run: a last step that sleeps or waits for an approval is followed by one that passes its
 * result on, so that there is something to wait for.
 */
export function stepsOf(flow: FlowValue): FlowModule[] {
  const last = flow.modules.at(-1)
  if (!last || (!last.sleep && !last.suspend)) return flow.modules
  return [...flow.modules, { id: `${last.id}-v`, value: { type: 'identity' } }]
}

/** Where a flow stands: at its preprocessor, at a step, or past the steps, where only the failure module is. */
export type Position = { at: 'preprocessor' } | { at: 'step'; index: number } | { at: 'failure' }

/** The position that Windmill writes as the number `step`, in a flow of so many steps. */
export function positionOf(step: number, steps: number): Position {
  if (step < 0) return { at: 'preprocessor' }
  return step < steps ? { at: 'step', index: step } : { at: 'failure' }
}

/** True for a step that waits for its turn, or for an answer before it: it can be begun. */
export const isAhead = (module: ModuleStatus): boolean =>
  module.type === 'WaitingForPriorSteps' || module.type === 'WaitingForEvents'

/** True for a step that has begun and not ended. */
export const isUnderWay = (module: ModuleStatus): boolean =>
  module.type === 'WaitingForExecutor' || module.type === 'InProgress'

import type { FlowModule, FlowModuleValue, FlowValue } from '../shared/openflow.ts'

/** What a step of a flow does, under the step's id (or the id of an agent's tool). */
export interface FlowStep {
  id: string
  value: FlowModuleValue
}

/**
 * All steps of a flow, those of loops, branches, handlers and agents' tools included, in the flow's order. A flow that is
 * only tried may lack parts (it fails when it gets there): what is missing has no steps.
 */
export function flowSteps({ modules, failure_module, preprocessor_module }: FlowValue): FlowStep[] {
  return stepsOf([preprocessor_module, ...(modules ?? []), failure_module])
}

const stepsOf = (modules: (FlowModule | null | undefined)[] | undefined): FlowStep[] =>
  (modules ?? []).flatMap((module) =>
    module?.value ? [{ id: module.id, value: module.value }, ...stepsWithin(module.value)] : [],
  )

function stepsWithin(value: FlowModuleValue): FlowStep[] {
  switch (value.type) {
    case 'forloopflow':
    case 'whileloopflow':
      return stepsOf(value.modules)
    case 'branchone':
      return [...(value.branches ?? []).flatMap((branch) => stepsOf(branch.modules)), ...stepsOf(value.default)]
    case 'branchall':
      return (value.branches ?? []).flatMap((branch) => stepsOf(branch.modules))
    case 'aiagent':
      // A tool is what a step is, but for the kinds that have no code here.
      return stepsOf(value.tools as unknown as FlowModule[])
    default:
      return []
  }
}

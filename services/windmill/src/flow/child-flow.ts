import type { Json, JsonObject } from '../shared/json.ts'
import type { FlowModule, FlowValue } from '../shared/openflow.ts'
import { stepsOf } from './modules.ts'

/**
 * The flow of an iteration or a branch: its steps, and of the flow around it what holds inside too.
 * @param place what tells this child from its siblings; it goes into the id of its failure module ("failure-2-0")
 */
export function childFlow(around: FlowValue, modules: FlowModule[], place: string): FlowValue {
  const { failure_module, same_worker, flow_env } = around
  return {
    modules: stepsOf({ modules }),
    ...(failure_module && { failure_module: { ...failure_module, id: `${failure_module.id}-${place}` } }),
    ...(same_worker && { same_worker }),
    ...(flow_env && { flow_env }),
  }
}

/**
 * The input of an iteration: that of the flow around it and
 * `iter`; the iteration of an outer loop becomes `iter_parent`.
 */
export function iterationArgs(args: JsonObject, index: number, value: Json): JsonObject {
  return insertShifting({ ...args }, 'iter', { index, value })
}

function insertShifting(args: JsonObject, key: string, value: Json): JsonObject {
  const occupant = args[key]
  if (occupant !== undefined) insertShifting(args, `${key}_parent`, occupant)
  args[key] = value
  return args
}

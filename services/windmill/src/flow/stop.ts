import type { Json } from '../shared/json.ts'
import type { StopAfterIf } from '../shared/openflow.ts'
import type { Stop } from './early-stop.ts'
import type { Ended } from './ended.ts'
import { errorResult, faultText } from './faults.ts'
import { childResults } from './group.ts'
import { holds, stopScope } from './scopes.ts'

function stopOf({ expr, skip_if_stopped, error_message }: StopAfterIf): Stop {
  if (skip_if_stopped) return { skip: true }
  if (error_message === undefined || error_message === null) return { skip: false }
  return { skip: false, error: error_message === '' ? `stop after if: ${expr}` : error_message }
}

/** The result of a flow that stopped with an error (case stop/error-message). */
export const earlyStopResult = (message: string): Json => errorResult('EarlyStopError', message)

/** The flow stops after this step because its stop_after_if says so, or because a child of it stopped. */
export function stopAfterStep({ draft, where, module, current, group, outcome }: Ended): Stop | undefined {
  if (outcome.stop && (outcome.ownStop || module?.value?.type !== 'flow')) return outcome.stop
  if (where.at !== 'step' || !module?.stop_after_if || !outcome.success || group?.kind === 'branchall') return undefined
  // A step that was skipped has nothing to stop for (windmill#8201).
  if (current.skipped) return undefined
  const { expr } = module.stop_after_if
  const soFar = () => current.flow_jobs && childResults(draft, current.flow_jobs, outcome)
  const own = { id: module.id, result: () => soFar() ?? outcome.result }
  const scope = stopScope(draft, outcome.result, own, expr.includes('all_iters') ? soFar() : undefined)
  return holds(draft, expr, scope) ? stopOf(module.stop_after_if) : undefined
}

/**
 * The flow stops after a loop or branch-all because its stop_after_all_iters_if says so, or throws: then it stops with
 * that error (windmill#8276).
 */
export function stopAfterAll({ draft, module, group, outcome }: Ended, results: Json[]): Stop | undefined {
  const condition = module?.stop_after_all_iters_if
  if (!condition || (group?.kind === 'branchall' && !group.parallel && outcome.stop)) return undefined
  const scope = stopScope(draft, results, { id: module.id, result: () => results })
  try {
    return holds(draft, condition.expr, scope) ? stopOf(condition) : undefined
  } catch (error) {
    return { skip: false, error: faultText(error) }
  }
}

import type { Json } from '../shared/json.ts'
import { isJsonObject } from '../shared/json.ts'
import { complete } from './complete.ts'
import { type Draft, moduleAt, position, setStatusAt, statusAt } from './draft.ts'
import type { Stop } from './early-stop.ts'
import { continuesOnError, type Ended, mayPassOver, type Settled } from './ended.ts'
import { failed, succeeded } from './ended-status.ts'
import { errorResult, faultText } from './faults.ts'
import { allSucceeded, childResults, type Group, groupOf, withChildEnded } from './group.ts'
import { pushNextIteration } from './loops.ts'
import { failedAttempts, pauseBeforeRetry } from './retries.ts'
import { earlyStopResult, stopAfterAll, stopAfterStep } from './stop.ts'
import type { Outcome, Turn } from './turn.ts'

/**
 * Decides what the end of a step, or of one of its children, means: the step's new state, and whether the flow goes on,
 * tries again, calls its failure module or ends. An expression that throws on the way makes the step fail for good.
 * @returns what to do next; undefined when the flow waits for other children or has ended
 */
export function settle(draft: Draft, ended: Outcome): Turn | undefined {
  // A flow that only its failure module made a success is a failure to the flow around it.
  const outcome = { ...ended, success: ended.success && !ended.recovered }
  try {
    return settleAs(draft, outcome)
  } catch (error) {
    const failed = { ...outcome, success: false, result: { error: faultText(error) }, final: true }
    try {
      return settleAs(draft, failed)
    } catch (again) {
      return complete(draft, { success: false, result: errorResult('InternalErr', faultText(again)) })
    }
  }
}

function settleAs(draft: Draft, outcome: Outcome): Turn | undefined {
  const where = position(draft)
  const module = moduleAt(draft, where)
  const current = statusAt(draft, where)
  const group = groupOf(draft, module, current)
  const ended: Ended = { draft, where, module, current, group, outcome }
  if (group?.parallel) return settleParallel(ended, group)

  const stop = stopAfterStep(ended)
  if (group && !stop && goesOn(group, outcome)) {
    setStatusAt(draft, where, withChildEnded(current, outcome))
    return { do: 'push', last: outcome.result, claimed: false }
  }
  return follow(ended, settleSequential(ended, stop))
}

/** True when a sequential group has another child to come and the one that has ended does not stand in its way. */
const goesOn = ({ at, total, skipsFailure }: Group, { success }: Outcome) => at + 1 < total && (success || skipsFailure)

/** Notes one of the children that run side by side; with the last of them the step has ended. */
function settleParallel(ended: Ended, group: Group): Turn | undefined {
  const { draft, where, module, current, outcome } = ended
  const count = group.at + 1
  const noted = withChildEnded(current, outcome)
  if (count < group.total) {
    const counted =
      group.kind === 'loop'
        ? pushNextIteration(draft, module!, { ...noted, iterator: { ...noted.iterator!, index: count } })
        : { ...noted, branchall: { branch: count, len: group.total } }
    setStatusAt(draft, where, counted)
    return undefined
  }
  const results = childResults(draft, noted.flow_jobs ?? [], outcome)
  const stop = stopAfterAll(ended, results)
  const success = !stop?.error && (group.skipsFailure || allSucceeded(draft, module!, noted))
  const result = stop?.error ? earlyStopResult(stop.error) : results
  const status = success ? succeeded(noted, outcome.job, { skipped: stop?.skip }) : failed(noted, outcome.job, [])
  const moves = success || mayPassOver(ended)
  // The failure modules of the children have run, or not: what counts is whether this step has failed.
  const errorHandled = !success && Boolean(draft.flow.failure_module)
  return follow(ended, { status, success, result, stop, moves, errorHandled })
}

function settleSequential(ended: Ended, stopped: Stop | undefined): Settled {
  const { draft, module, current, group, outcome } = ended
  const noted = withChildEnded(current, outcome)
  const results = noted.flow_jobs && childResults(draft, noted.flow_jobs, outcome)
  // Within a loop, to stop early is to leave the loop.
  let stop = group?.kind === 'loop' ? undefined : stopped
  if (group && results) stop = stopAfterAll(ended, results) ?? stop
  const passed = outcome.success || group?.skipsFailure === true
  const success = passed && !stop?.error
  const result = stop?.error ? earlyStopResult(stop.error) : (results ?? outcome.result)
  const attempts = failedAttempts(draft)
  const status = success
    ? succeeded(noted, outcome.job, { skipped: stop?.skip || current.skipped, attempts })
    : failed(noted, outcome.job, attempts)
  const moves = success || mayPassOver(ended)
  // What a sub-flow did about its own errors is its own affair.
  const errorHandled = module?.value?.type !== 'flow' && outcome.errorHandled === true
  return { status, success, result, stop, moves, errorHandled }
}

/** Writes what has become of the step, and says what comes of it. */
function follow(ended: Ended, settled: Settled): Turn | undefined {
  const { draft, where, module, outcome, group } = ended
  const { status, result, stop, moves, errorHandled } = settled
  const step = draft.status.step + (moves ? 1 : 0)
  const isLast = step < 0 || step >= draft.steps.length
  const inFailureModule = where.at === 'failure' && draft.steps.length > 0
  const canHandle = !inFailureModule && !errorHandled && Boolean(draft.flow.failure_module)
  const passesOver = !outcome.final && (continuesOnError(ended) || group?.skipsFailure === true)
  const goesOn = (): boolean => {
    // A stop with an error goes to the failure module first, if there is one.
    if (stop) return stop.error !== undefined && Boolean(draft.flow.failure_module)
    if (settled.success) return !isLast
    if (outcome.final) return canHandle
    if (passesOver) return !isLast
    return pauseBeforeRetry(draft, module, outcome.result) !== undefined || canHandle
  }
  const continues = goesOn()
  setStatusAt(draft, where, status)
  draft.status.step = step
  if (settled.success) delete draft.status.retry
  if (where.at === 'preprocessor' && settled.success) return takeArgs(draft, result)
  if (continues) return { do: 'push', last: result, claimed: false, final: outcome.final }

  // An error that is passed over at the last step is the flow's result, and no failure (case error/continue-last).
  const ownSuccess = settled.success || (!stop && passesOver && isLast)
  const recovered = inFailureModule && isJsonObject(result) && result.recover === true
  const success = ownSuccess && (!inFailureModule || recovered)
  return complete(draft, {
    success,
    result,
    ...(stop && { stop_early: { skip: stop.skip }, skipped: stop.skip }),
    ...(!success && outcome.canceled && { canceled: outcome.canceled }),
    ...((inFailureModule || errorHandled) && { error_handled: true }),
    ...(success && recovered && { recovered: true }),
  })
}

/** The preprocessor's result is the flow's input from here on (case preprocessor/webhook). */
function takeArgs(draft: Draft, result: Json): Turn {
  draft.args = isJsonObject(result) ? result : result === null ? {} : { value: result }
  draft.actions.push({ type: 'set_args', args: draft.args })
  return { do: 'push', claimed: true }
}

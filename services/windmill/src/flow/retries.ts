import type { Json } from '../shared/json.ts'
import type { FlowModule, Retry } from '../shared/openflow.ts'
import type { Draft } from './draft.ts'
import { holds, retryScope } from './scopes.ts'

/** No pause between two attempts is longer: six hours. */
const LONGEST_PAUSE_S = 6 * 60 * 60

/** What a flow keeps of retries before there is one. */
export const noRetries = () => ({ fail_count: 0, failed_jobs: [] as string[] })

/** The attempts of the current step that failed. */
export const failedAttempts = ({ status }: Draft): string[] => status.retry?.failed_jobs ?? []

/**
 * Seconds until the step that failed is tried again; undefined when it is not.
 * @param result what the failed attempt returned; `retry_if` sees it (case retry/retry-if-false)
 */
export function pauseBeforeRetry(draft: Draft, module: FlowModule | undefined, result: Json): number | undefined {
  const retry = module?.retry
  if (!retry) return undefined
  const pause = pauseAfter(retry, draft.status.retry?.fail_count ?? 0, draft.context.random)
  if (pause === undefined) return undefined
  if (retry.retry_if && !holds(draft, retry.retry_if.expr, retryScope(draft, result))) return undefined
  return Math.min(pause, LONGEST_PAUSE_S)
}

/**
 * First the constant attempts, then the exponential ones: multiplier × seconds to the power of the failures so far. What
 * is left out is none, no pause, and times one.
 */
function pauseAfter({ constant, exponential }: Retry, failures: number, random: () => number): number | undefined {
  const constantAttempts = constant?.attempts ?? 0
  if (failures < constantAttempts) return constant?.seconds ?? 0
  if (!exponential || failures - constantAttempts >= (exponential.attempts ?? 0)) return undefined
  const { multiplier = 1, seconds = 0 } = exponential
  const pause = multiplier * Math.min(seconds ** (failures + 1), 65_535)
  const spread = Math.min(exponential.random_factor ?? 0, 100)
  if (spread <= 0) return pause
  const change = Math.floor((pause * Math.floor(random() * spread)) / 100)
  return random() < 0.5 ? pause + change : pause - change
}

/** True when a module says anything about trying again. */
export const hasAttempts = (module: FlowModule): boolean =>
  (module.retry?.constant?.attempts ?? 0) + (module.retry?.exponential?.attempts ?? 0) > 0

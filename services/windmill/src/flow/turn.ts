import type { Json } from '../shared/json.ts'
import type { Cancellation } from './types.ts'

/** How a step, or an iteration or branch of it, has ended. */
export interface Outcome {
  /** NO_JOB when it ended without one. */
  job: string
  success: boolean
  result: Json
  /** The child stopped early. */
  stop?: { skip: boolean }
  /** It is the flow itself that stops (skip_expr), not a child. */
  ownStop?: boolean
  /** The step cannot be tried again or passed over: only a failure module helps. */
  final?: boolean
  errorHandled?: boolean
  recovered?: boolean
  canceled?: Cancellation
  startedAt?: number
  durationMs?: number
}

/** Beginning the step at which the flow stands. */
export interface Push {
  do: 'push'
  /** What the step before returned, when that is at hand. */
  last?: Json
  /**
   * True when the flow job itself was taken up (at its start, after an approval), false when a step's end leads here:
   * Windmill words what goes wrong differently.
   */
  claimed: boolean
  /** The step has failed for good: on to the failure module. */
  final?: boolean
}

/** What is to be done next within one advance. */
export type Turn = { do: 'settle'; outcome: Outcome } | Push

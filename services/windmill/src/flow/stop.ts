import type { Json } from '../shared/json.ts'
import type { StopAfterIf } from '../shared/openflow.ts'
import { errorResult } from './faults.ts'

/** How a flow stops early: marked as skipped, with an error, or simply with what it has. */
export interface Stop {
  skip: boolean
  /** The error's message. A stop that marks the flow as skipped has none. */
  error?: string
}

export function stopOf({ expr, skip_if_stopped, error_message }: StopAfterIf): Stop {
  if (skip_if_stopped) return { skip: true }
  if (error_message === undefined || error_message === null) return { skip: false }
  return { skip: false, error: error_message === '' ? `stop after if: ${expr}` : error_message }
}

/** The result of a flow that stopped with an error (case stop/error-message). */
export const earlyStopResult = (message: string): Json => errorResult('EarlyStopError', message)

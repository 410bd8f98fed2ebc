import type { CodedError } from '../../../lib/errors.ts'
import { toErrorRecord } from '../../../lib/errors.ts'
import type { DeliveryEnd } from '../../store/post_deliveries.ts'
import { isPassing, retryAfterOf } from '../api/index.ts'

/** How often a post is handed over before it is given up. */
export const MOST_TRIES = 8

const MINUTE_MS = 60_000
const LONGEST_WAIT_MS = 60 * MINUTE_MS

/**
 * What becomes of a post whose delivery failed: one that may work later is due again after 1, 2, 4 … minutes, at most an
 * hour, or when the API says, if that is later; it fails when the API refuses it, or after eight tries. `now` in milliseconds.
 */
export function endOfFailure(fault: CodedError, tries: number, now: number): DeliveryEnd {
  const error = toErrorRecord(fault)
  if (!isPassing(fault) || tries >= MOST_TRIES) return { outcome: 'refused', status: 'failed', error }
  const wait = Math.max(retryAfterOf(fault) ?? 0, Math.min(LONGEST_WAIT_MS, MINUTE_MS * 2 ** (tries - 1)))
  return { outcome: 'delayed', status: 'scheduled', due_at: new Date(now + wait).toISOString(), error }
}

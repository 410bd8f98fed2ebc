import { toErrorRecord } from '../../lib/errors.ts'
import type { Outcome, RunEnd } from './begun.ts'

/** What a job came to. How a workflow suspends itself goes on up. */
export async function settled(job: PromiseLike<unknown>): Promise<Outcome> {
  try {
    return { ok: true, value: (await job) ?? null }
  } catch (error) {
    if (isSuspension(error)) throw error
    return { ok: false, error: toErrorRecord(error) }
  }
}

/** A fault of the loop itself ends the run; how a workflow suspends itself goes on up. */
export function orFail(error: unknown): RunEnd {
  if (isSuspension(error)) throw error
  return { status: 'failed', output: null, error: toErrorRecord(error) }
}

/** Whether what was caught is how a workflow suspends itself. */
export const isSuspension = (error: unknown): boolean => error instanceof Error && error.name === 'StepSuspend'

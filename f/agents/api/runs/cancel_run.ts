import { toErrorRecord } from '../../../lib/errors.ts'
import type { AgentRun } from '../../store/runs.ts'
import { pendingApprovals } from '../../store/tool_calls.ts'
import { endFromOutside, jobOf, type RunServices, runEnded } from './end_with_job.ts'
import { findRun, type WhichRun } from './show_run.ts'

/**
 * Cancels a run, all that it started, and their jobs. The row first: from then on no model is asked and no tool called.
 * A run that is cancelled already is answered as it is. Throws CodedError `RUN_NOT_FOUND`, `RUN_ENDED`.
 */
export async function cancelRun(services: RunServices, which: WhichRun & { reason?: string }): Promise<AgentRun> {
  const { sql } = services
  const run = await findRun(sql, which)
  const reason = which.reason ?? `Cancelled by ${which.user_id}`
  const asked = await pendingApprovals(sql, run.id)
  const ended = await endFromOutside(services, run, 'cancelled', { code: 'CANCELLED', message: reason, details: {} })
  if (ended.status !== 'cancelled') throw runEnded(ended)
  for (const job of [jobOf(run), ...asked.map(({ approval_job }) => approval_job)]) {
    await cancelJob(services, job, reason)
  }
  return await findRun(sql, which)
}

/** A job that has not been started, or has ended, needs no end. */
async function cancelJob({ windmill }: RunServices, id: string, reason: string): Promise<void> {
  try {
    await windmill.post(`jobs_u/queue/cancel/${id}`, { reason })
  } catch (error) {
    const { status } = toErrorRecord(error).details
    if (status !== 404 && status !== 400) throw error
  }
}

import { runStatus } from '../../store/read_runs.ts'
import type { AgentRun } from '../../store/runs.ts'
import { endWithJob, type RunServices } from './end_with_job.ts'
import { lookUntil } from './pauses.ts'
import { findRun, type WhichRun } from './show_run.ts'

/** A client that waits longer asks again. */
const MOST_MS = 300_000
/** How often Windmill is asked whether the job is still there. */
const ASK_JOB_MS = 5_000

/** Waits until a run has ended or asks a person, five minutes at most, and answers it as it stands then. */
export async function awaitRun(services: RunServices, which: WhichRun): Promise<AgentRun> {
  const { sql, clock } = services
  let ask = clock.now() + ASK_JOB_MS
  await lookUntil(clock, MOST_MS, async () => {
    const status = await runStatus(sql, which.run_id)
    if (status !== 'queued' && status !== 'running') return status ?? 'gone'
    if (clock.now() < ask) return undefined
    ask = clock.now() + ASK_JOB_MS
    const run = await endWithJob(services, await findRun(sql, which))
    return run.ended_at ? run.status : undefined
  })
  return await findRun(sql, which)
}

import { realClock } from '../../lib/clock.ts'
import type { PinnedRunnable } from '../closure/index.ts'
import { jobIdOf, jobOutcome, startJob } from '../jobs/index.ts'

/**
 * Runs a script or a flow at a version that has been replaced since the run that calls it began. A workflow-as-code can
 * only call what is live, so this script starts the job and waits for it, which holds a worker meanwhile. The job's id is
 * derived of `key`: when Windmill runs this again, it finds the job that it started.
 */
export async function main(runnable: object, args: object, key: string): Promise<unknown> {
  return await runPinned(runnable as PinnedRunnable, args as Record<string, unknown>, key)
}

/** Starts a job once, whoever asks how often, and answers its result. Throws the job's error. */
export async function runPinned(
  runnable: PinnedRunnable,
  args: Record<string, unknown>,
  key: string,
): Promise<unknown> {
  const job_id = jobIdOf(key)
  await startJob(runnable, args, job_id)
  return await jobOutcome(job_id, realClock)
}

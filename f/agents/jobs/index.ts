/** Jobs that are started by their version and under an id of their own. */
export { jobIdOf } from './job_id.ts'
export { jobOutcome } from './job_outcome.ts'
export { startJob, type ToRun } from './start_job.ts'

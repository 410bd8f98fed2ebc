/** Runs as the API has them: started with the rights of who asks, shown, waited for, decided, cancelled. */
export { awaitRun } from './await_run.ts'
export { cancelRun } from './cancel_run.ts'
export { decideApproval } from './decide_approval.ts'
export { endWithJob } from './end_with_job.ts'
export { findRun, showRun, summaryOf } from './show_run.ts'
export { startRun } from './start_run.ts'

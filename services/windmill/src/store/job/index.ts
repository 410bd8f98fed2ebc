export { addLabels } from './add-labels.ts'
export { markCanceled, unfinishedDescendants } from './cancel-job.ts'
export { claimJobs } from './claim-jobs.ts'
export { clearArgs, clearLog, clearPreprocessedArgs, clearResult, clearStream } from './clear-job.ts'
export { JOB_COLUMNS, JOB_SHAPE, JOB_TABLES } from './columns.ts'
export { completeJob, deleteQueued } from './complete-job.ts'
export { countCompletedByTag } from './count-by-tag.ts'
export { countCompleted, countQueue, queuePosition } from './count-queue.ts'
export { getJob } from './get-job.ts'
export { getRunningJobOwner } from './get-running-job-owner.ts'
export { heldJobs } from './held-jobs.ts'
export { insertJob } from './insert-job.ts'
export { insertQueued } from './insert-queued.ts'
export { type JobFilter, listCompleted, listQueued } from './list-jobs.ts'
export { appendLog, appendStream, readLog, readStream } from './log.ts'
export { deleteLoopItems, getLoopItem, insertLoopItem } from './loop-item.ts'
export { nextDue } from './next-due.ts'
export { queuedAtPath } from './queued-at-path.ts'
export { readStreamFrom } from './read-stream-from.ts'
export { canceledUnfinished, requeueRunning, runningAgents, unfinishedJobs } from './requeue-running.ts'
export { getCachedResult, saveCachedResult } from './result-cache.ts'
export {
  bindFlowAnswers,
  insertResumeEvent,
  type ResumeEvent,
  resumeEventsOf,
  resumeEventsOfFlow,
} from './resume-event.ts'
export { getRunnableFlow, getRunnableFlowVersion, type RunnableFlow } from './runnable-flow.ts'
export { getRunnableScript, getRunnableScriptByHash, type RunnableScript } from './runnable-script.ts'
export { saveFlowStatus, savePreprocessedArgs, saveProgress, saveWorkflowStatus } from './save-status.ts'
export { deleteJob, endedTicks, unfinishedTicks, waitingTicks } from './schedule-tick.ts'
export { getStepResult, saveStepResult } from './step-result.ts'
export { overdueSuspended, suspendJob, unsuspendJob } from './suspend-job.ts'

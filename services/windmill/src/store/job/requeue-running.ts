import type { JobKind } from '../../shared/job.ts'
import { query } from '../sql.ts'

/**
 * After the end of a server in mid-work: jobs that ran wait
 * again. Flows are not among them: they go on where they stood.
 */
export const requeueRunning = query<undefined>(
  `UPDATE job_queue SET running = 0
   WHERE running = 1
     AND id NOT IN (SELECT id FROM job WHERE kind IN ('flow', 'flowpreview', 'singlestepflow', 'flownode'))`,
)

/** Jobs that were told to stop and have not ended: their process was still being ended. */
export const canceledUnfinished = query<undefined, { id: string; canceled_by: string; canceled_reason: string | null }>(
  'SELECT id, canceled_by, canceled_reason FROM job_queue WHERE canceled_by IS NOT NULL',
)

/** Agent steps that ran: they begin again, whatever they had their tools do. */
export const runningAgents = query<undefined, { id: string }>(
  `SELECT job_queue.id FROM job_queue JOIN job ON job.id = job_queue.id
   WHERE job_queue.running = 1 AND job.kind = 'aiagent'`,
)

/** Jobs that are suspended, or that were taken up and have not ended. */
export const unfinishedJobs = query<undefined, { id: string; kind: JobKind; suspend: number }>(
  `SELECT job_queue.id, job.kind, job_queue.suspend FROM job_queue JOIN job ON job.id = job_queue.id
   WHERE job_queue.running = 1 OR job_queue.suspend > 0`,
)

import { query } from '../sql.ts'

/** Jobs that a suspended trigger has queued and that nobody has let go yet, the oldest first. */
export const heldJobs = query<{ workspace_id: string; trigger_kind: string; trigger_path: string }, { id: string }>(
  `SELECT job.id FROM job_queue JOIN job ON job.id = job_queue.id
   WHERE job.workspace_id = :workspace_id AND job.trigger_kind = :trigger_kind AND job.trigger_path = :trigger_path
     AND job_queue.suspend > 0 AND job_queue.started_at IS NULL
   ORDER BY job.created_at, job.id`,
)

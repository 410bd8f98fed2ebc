import { query } from '../sql.ts'

/** Notes who wants a queued job to end, and why; the first to ask stands. */
export const markCanceled = query<{ id: string; by: string; reason: string | null }>(
  `UPDATE job_queue SET canceled_by = :by, canceled_reason = :reason
   WHERE id = :id AND canceled_by IS NULL`,
)

/** Jobs below a job that have not ended, its children's children too. */
export const unfinishedDescendants = query<{ id: string }, { id: string }>(
  `WITH RECURSIVE below (id) AS (
     SELECT id FROM job WHERE parent_job = :id
     UNION ALL
     SELECT job.id FROM job JOIN below ON job.parent_job = below.id
   )
   SELECT below.id FROM below JOIN job_queue ON job_queue.id = below.id`,
)

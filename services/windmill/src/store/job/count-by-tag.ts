import { query } from '../sql.ts'

/** How many jobs of a workspace (of all when it is null) have ended since a time, by tag. */
export const countCompletedByTag = query<
  { workspace_id: string | null; since: number },
  { tag: string; count: number }
>(
  `SELECT job.tag, count(*) AS count FROM job_completed JOIN job USING (id)
   WHERE job_completed.completed_at >= :since
     AND (:workspace_id IS NULL OR job_completed.workspace_id = :workspace_id)
   GROUP BY job.tag ORDER BY job.tag`,
)

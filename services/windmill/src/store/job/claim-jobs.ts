import { query } from '../sql.ts'

/**
 * Takes up to `limit` jobs whose time has come out of those that wait, marks them as running, and answers their ids:
 * one statement, so a job is claimed once. Suspended jobs are not taken.
 */
export const claimJobs = query<{ now: number; limit: number }, { id: string }>(
  `UPDATE job_queue SET running = 1, started_at = coalesce(started_at, :now)
   WHERE id IN (
     SELECT id FROM job_queue
     WHERE running = 0 AND suspend = 0 AND scheduled_for <= :now
     ORDER BY priority DESC, scheduled_for, id
     LIMIT :limit)
   RETURNING id`,
)

import { query } from '../sql.ts'

/**
 * When the next job that waits is due (where `to_claim`: when one could be taken), or the next suspended one has waited
 * long enough, in milliseconds; null when none waits.
 */
export const nextDue = query<{ to_claim: boolean }, { due: number | null }>(
  `SELECT min(due) AS due FROM (
     SELECT min(scheduled_for) AS due FROM job_queue WHERE running = 0 AND suspend = 0 AND :to_claim
     UNION ALL
     SELECT min(suspend_until) FROM job_queue WHERE suspend > 0)`,
)

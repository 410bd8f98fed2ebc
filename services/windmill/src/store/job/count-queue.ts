import { query } from '../sql.ts'

/** How many jobs of a workspace (of all when it is null) are due and wait, and how many wait for events. */
export const countQueue = query<
  { workspace_id: string | null; now: number },
  { database_length: number; suspended: number }
>(
  `SELECT count(*) FILTER (WHERE suspend = 0 AND running = 0) AS database_length,
     count(*) FILTER (WHERE suspend > 0) AS suspended
   FROM job_queue WHERE (:workspace_id IS NULL OR workspace_id = :workspace_id) AND scheduled_for <= :now`,
)

/** How many jobs that wait come before one that is due at a time. */
export const queuePosition = query<{ workspace_id: string; scheduled_for: number }, { ahead: number }>(
  `SELECT count(*) AS ahead FROM job_queue
   WHERE workspace_id = :workspace_id AND running = 0 AND suspend = 0 AND scheduled_for < :scheduled_for`,
)

/** How many jobs of a workspace have ended. */
export const countCompleted = query<{ workspace_id: string }, { database_length: number }>(
  'SELECT count(*) AS database_length FROM job_completed WHERE workspace_id = :workspace_id',
)

import { query } from '../sql.ts'

/** Puts a job into the queue. */
export const insertQueued = query<{ id: string; workspace_id: string; scheduled_for: number; priority: number }>(
  `INSERT INTO job_queue (id, workspace_id, scheduled_for, priority)
   VALUES (:id, :workspace_id, :scheduled_for, :priority)`,
)

import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** Jobs of a schedule that wait for their time. */
export const waitingTicks = query<{ workspace_id: string; path: string }, { id: string }>(
  `SELECT job.id FROM job JOIN job_queue ON job_queue.id = job.id
   WHERE job.workspace_id = :workspace_id AND job.trigger_kind = 'schedule' AND job.trigger_path = :path
     AND job_queue.running = 0 AND job_queue.suspend = 0 AND job_queue.started_at IS NULL AND job.parent_job IS NULL`,
)

/** Jobs of a schedule that have not ended, in whatever state. */
export const unfinishedTicks = query<{ workspace_id: string; path: string }, { id: string; started_at: number | null }>(
  `SELECT job.id, job_queue.started_at FROM job JOIN job_queue ON job_queue.id = job.id
   WHERE job.workspace_id = :workspace_id AND job.trigger_kind = 'schedule' AND job.trigger_path = :path
     AND job.parent_job IS NULL`,
)

/** The last jobs of a schedule for what it runs now that have ended, the latest first, without the one of the id. */
export const endedTicks = query<
  { workspace_id: string; path: string; script_path: string | null; id: string; limit: number },
  { success: boolean; result: Json; started_at: number | null }
>(
  `SELECT job_completed.success, job_completed.result, job_completed.started_at
   FROM job JOIN job_completed ON job_completed.id = job.id
   WHERE job.workspace_id = :workspace_id AND job.trigger_kind = 'schedule' AND job.trigger_path = :path
     AND job.parent_job IS NULL AND job.script_path IS :script_path AND job.id <> :id
   ORDER BY job.created_at DESC, job.id DESC
   LIMIT :limit`,
  { json: ['result'], bool: ['success'] },
)

/** Takes a job back that has not begun, as if it had never been asked for. */
export const deleteJob = query<{ id: string }>('DELETE FROM job WHERE id = :id')

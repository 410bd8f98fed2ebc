import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/**
 * Records how a job ended. Only a job that is still in the queue ends, and it ends once: 0 changes tell that another
 * end was first. Its row in the queue is to be deleted in the same transaction (`deleteQueued`).
 */
export const completeJob = query<{
  id: string
  success: boolean
  result: Json
  now: number
  is_skipped: boolean
  canceled_by?: string
  canceled_reason?: string
  mem_peak?: number
}>(
  `INSERT INTO job_completed (id, workspace_id, success, result, started_at, completed_at, duration_ms, is_skipped,
     canceled_by, canceled_reason, mem_peak)
   SELECT id, workspace_id, :success, :result, coalesce(started_at, :now), :now, :now - coalesce(started_at, :now),
     :is_skipped, coalesce(:canceled_by, canceled_by), coalesce(:canceled_reason, canceled_reason), :mem_peak
   FROM job_queue WHERE id = :id
   ON CONFLICT (id) DO NOTHING`,
  { json: ['result'] },
)

/** Takes a job out of the queue. */
export const deleteQueued = query<{ id: string }>('DELETE FROM job_queue WHERE id = :id')

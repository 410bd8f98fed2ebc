import { query } from '../sql.ts'

/** The jobs of a script or flow that have not ended. */
export const queuedAtPath = query<{ workspace_id: string; path: string }, { id: string }>(
  `SELECT job.id FROM job_queue JOIN job ON job.id = job_queue.id
   WHERE job.workspace_id = :workspace_id AND job.script_path = :path`,
)

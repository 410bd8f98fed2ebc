import { query } from '../sql.ts'

/** As whom a job acts, unless it has ended. */
export const getRunningJobOwner = query<
  { id: string },
  { workspace_id: string; permissioned_as: string; email: string }
>(
  `SELECT job.workspace_id, job.permissioned_as, job.email
   FROM job_queue JOIN job ON job.id = job_queue.id WHERE job_queue.id = :id`,
)

import { query } from '../sql.ts'

/** As whom a job acts, unless it has ended, and the state of the access tables (`getAccessVersion`) at that time. */
export const getRunningJobOwner = query<
  { id: string },
  { workspace_id: string; permissioned_as: string; email: string; access_version: string }
>(
  `SELECT job.workspace_id, job.permissioned_as, job.email, (SELECT version FROM access_version) AS access_version
   FROM job_queue JOIN job ON job.id = job_queue.id WHERE job_queue.id = :id`,
)

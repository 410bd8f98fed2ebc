import { query } from '../sql.ts'

/** After the end of a server in mid-work: jobs that ran wait again. Flows are not among them: they go on where they stood. */
export const requeueRunning = query<undefined>(
  `UPDATE job_queue SET running = 0
   WHERE running = 1 AND id NOT IN (
     SELECT job.id FROM job JOIN job_status ON job_status.id = job.id
     WHERE job_status.flow_status IS NOT NULL AND job.kind IN ('flow', 'flowpreview', 'singlestepflow', 'flownode'))`,
)

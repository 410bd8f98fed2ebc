import { query } from '../sql.ts'

/** Notes which job (or, for a loop, which jobs) ended last under a step's id, within a tree of flows. */
export const saveStepResult = query<{ scope: string; step_id: string; job: string | string[] }>(
  `INSERT INTO step_result (scope, step_id, job) VALUES (:scope, :step_id, :job)
   ON CONFLICT (scope, step_id) DO UPDATE SET job = excluded.job`,
  { json: ['job'] },
)

/** The job, or jobs, that ended last under a step's id. */
export const getStepResult = query<{ scope: string; step_id: string }, { job: string | string[] }>(
  'SELECT job FROM step_result WHERE scope = :scope AND step_id = :step_id',
  { json: ['job'] },
)

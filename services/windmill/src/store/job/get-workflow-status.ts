import type { JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** What a workflow-as-code remembers, while it has neither ended nor been cancelled; null before it remembers anything. */
export const getWorkflowStatus = query<{ id: string }, { workflow_as_code_status: JsonObject | null }>(
  `SELECT job_status.workflow_as_code_status FROM job_queue LEFT JOIN job_status ON job_status.id = job_queue.id
   WHERE job_queue.id = :id AND job_queue.canceled_by IS NULL`,
  { json: ['workflow_as_code_status'] },
)

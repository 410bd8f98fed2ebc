import type { JsonObject } from '../../shared/json.ts'
import type { FlowStatus } from '../../shared/openflow.ts'
import { query } from '../sql.ts'

/** What a flow remembers between two of its events. */
export const saveFlowStatus = query<{ id: string; flow_status: FlowStatus }>(
  `INSERT INTO job_status (id, flow_status) VALUES (:id, :flow_status)
   ON CONFLICT (id) DO UPDATE SET flow_status = excluded.flow_status`,
  { json: ['flow_status'] },
)

/** What a workflow-as-code remembers between two of its runs. */
export const saveWorkflowStatus = query<{ id: string; workflow_as_code_status: JsonObject }>(
  `INSERT INTO job_status (id, workflow_as_code_status) VALUES (:id, :workflow_as_code_status)
   ON CONFLICT (id) DO UPDATE SET workflow_as_code_status = excluded.workflow_as_code_status`,
  { json: ['workflow_as_code_status'] },
)

/** The arguments that a preprocessor made of the event. */
export const savePreprocessedArgs = query<{ id: string; preprocessed_args: JsonObject }>(
  `INSERT INTO job_status (id, preprocessed_args) VALUES (:id, :preprocessed_args)
   ON CONFLICT (id) DO UPDATE SET preprocessed_args = excluded.preprocessed_args`,
  { json: ['preprocessed_args'] },
)

/** How far a job says it is, in percent. */
export const saveProgress = query<{ id: string; progress: number }>(
  `INSERT INTO job_status (id, progress) VALUES (:id, :progress)
   ON CONFLICT (id) DO UPDATE SET progress = excluded.progress`,
)

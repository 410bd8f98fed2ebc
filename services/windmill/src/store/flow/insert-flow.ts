import type { JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** What is said of a flow itself, whatever its version. */
export interface FlowRow {
  workspace_id: string
  path: string
  summary: string
  description: string
  options: JsonObject
  edited_by: string
  edited_at: number
}

/** Adds a version of a flow and answers its number. */
export const insertFlowVersion = query<
  {
    workspace_id: string
    path: string
    value: object
    schema?: JsonObject
    created_by: string
    created_at: number
    deployment_msg?: string
  },
  { id: number }
>(
  `INSERT INTO flow_version (workspace_id, path, value, schema, created_by, created_at, deployment_msg)
   VALUES (:workspace_id, :path, :value, :schema, :created_by, :created_at, :deployment_msg)
   RETURNING id`,
  { json: ['value', 'schema'] },
)

/** Adds a flow whose version has been inserted; 0 changes when its path is taken. */
export const insertFlow = query<FlowRow & { version_id: number; extra_perms: Record<string, boolean> }>(
  `INSERT INTO flow (workspace_id, path, summary, description, version_id, options, extra_perms, edited_by, edited_at)
   VALUES (:workspace_id, :path, :summary, :description, :version_id, :options, :extra_perms, :edited_by, :edited_at)
   ON CONFLICT (workspace_id, path) DO NOTHING`,
  { json: ['options', 'extra_perms'] },
)

/** Points a flow to a new version. An archived flow stays archived. */
export const updateFlow = query<FlowRow & { version_id: number }>(
  `UPDATE flow SET summary = :summary, description = :description, version_id = :version_id, options = :options,
     edited_by = :edited_by, edited_at = :edited_at, lock_error_logs = NULL, dependency_job = NULL
   WHERE workspace_id = :workspace_id AND path = :path`,
  { json: ['options'] },
)

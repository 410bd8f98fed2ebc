import type { JsonObject } from '../../shared/json.ts'
import type { FlowValue } from '../../shared/openflow.ts'

/** A flow with one of its versions, as it stands in the store. */
export interface Flow {
  workspace_id: string
  path: string
  summary: string
  description: string
  archived: boolean
  /** The fields that were set and that only some flows have. */
  options: JsonObject
  extra_perms: Record<string, boolean>
  lock_error_logs: string | null
  dependency_job: string | null
  version_id: number
  value: FlowValue
  schema: JsonObject | null
  /** Of the version. */
  edited_by: string
  edited_at: number
}

/** The columns of a flow with one of its versions; to be used where `flow` and `flow_version` are joined. */
export const FLOW_COLUMNS = `flow.workspace_id, flow.path, flow.summary, flow.description, flow.archived, flow.options,
  flow.extra_perms, flow.lock_error_logs, flow.dependency_job, flow_version.id AS version_id, flow_version.value,
  flow_version.schema, flow_version.created_by AS edited_by, flow_version.created_at AS edited_at`

/** How the columns of a flow are stored. */
export const FLOW_SHAPE = { json: ['options', 'extra_perms', 'value', 'schema'], bool: ['archived'] } as const

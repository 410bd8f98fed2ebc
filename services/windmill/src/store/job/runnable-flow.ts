import type { JsonObject } from '../../shared/json.ts'
import type { FlowValue } from '../../shared/openflow.ts'
import { query } from '../sql.ts'

/** What it takes to run a version of a flow. */
export interface RunnableFlow {
  path: string
  version_id: number
  value: FlowValue
  options: JsonObject
  extra_perms: Record<string, boolean>
  edited_by: string
}

const COLUMNS =
  'flow.path, flow_version.id AS version_id, flow_version.value, flow.options, flow.extra_perms, flow.edited_by'

/** The live version of a flow. */
export const getRunnableFlow = query<{ workspace_id: string; path: string }, RunnableFlow>(
  `SELECT ${COLUMNS} FROM flow JOIN flow_version ON flow_version.id = flow.version_id
   WHERE flow.workspace_id = :workspace_id AND flow.path = :path AND flow.archived = 0`,
  { json: ['value', 'options', 'extra_perms'] },
)

/** A version of a flow that is still deployed, by its number. */
export const getRunnableFlowVersion = query<{ workspace_id: string; version_id: number }, RunnableFlow>(
  `SELECT ${COLUMNS}
   FROM flow_version JOIN flow ON flow.workspace_id = flow_version.workspace_id AND flow.path = flow_version.path
   WHERE flow_version.workspace_id = :workspace_id AND flow_version.id = :version_id AND flow.archived = 0`,
  { json: ['value', 'options', 'extra_perms'] },
)

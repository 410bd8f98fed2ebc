import type { FlowValue } from '../../shared/openflow.ts'
import { query } from '../sql.ts'
import { FLOW_COLUMNS, FLOW_SHAPE, type Flow } from './flow.ts'

/** Which flows to list; what is undefined does not matter. */
export interface FlowFilter {
  workspace_id: string
  archived: boolean
  path_start?: string
  path_exact?: string
  edited_by?: string
}

/** Flows with their newest version, the last edited first. */
export const listFlows = query<FlowFilter, Flow & { deployment_msg: string | null }>(
  `SELECT ${FLOW_COLUMNS}, flow_version.deployment_msg
   FROM flow JOIN flow_version ON flow_version.id = flow.version_id
   WHERE flow.workspace_id = :workspace_id AND flow.archived = :archived
     AND (:path_start IS NULL OR substr(flow.path, 1, length(:path_start)) = :path_start)
     AND (:path_exact IS NULL OR flow.path = :path_exact)
     AND (:edited_by IS NULL OR flow_version.created_by = :edited_by)
   ORDER BY flow_version.created_at DESC, flow_version.id DESC`,
  FLOW_SHAPE,
)

/** All flows that are not archived, with their newest version, by path. */
export const allLiveFlows = query<{ workspace_id: string }, Flow>(
  `SELECT ${FLOW_COLUMNS} FROM flow JOIN flow_version ON flow_version.id = flow.version_id
   WHERE flow.workspace_id = :workspace_id AND flow.archived = 0 ORDER BY flow.path`,
  FLOW_SHAPE,
)

/** The live flows of a workspace in whose newest version a text stands. */
export const flowsWithText = query<
  { workspace_id: string; text: string },
  { path: string; version_id: number; value: FlowValue }
>(
  `SELECT flow.path, flow.version_id, flow_version.value
   FROM flow JOIN flow_version ON flow_version.id = flow.version_id
   WHERE flow.workspace_id = :workspace_id AND flow.archived = 0 AND instr(flow_version.value, :text) > 0
   ORDER BY flow.path`,
  { json: ['value'] },
)

/** Paths of all flows, archived ones too. */
export const listFlowPaths = query<{ workspace_id: string }, { path: string; extra_perms: Record<string, boolean> }>(
  'SELECT path, extra_perms FROM flow WHERE workspace_id = :workspace_id ORDER BY path',
  { json: ['extra_perms'] },
)

/** The versions of a flow, the newest first. */
export const flowHistory = query<
  { workspace_id: string; path: string },
  { id: number; created_at: number; deployment_msg: string | null }
>(
  `SELECT id, created_at, deployment_msg FROM flow_version
   WHERE workspace_id = :workspace_id AND path = :path ORDER BY id DESC`,
)

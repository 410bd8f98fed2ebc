import { query } from '../sql.ts'
import { FLOW_COLUMNS, FLOW_SHAPE, type Flow } from './flow.ts'

/** A flow with its newest version, archived or not. */
export const getFlow = query<{ workspace_id: string; path: string }, Flow>(
  `SELECT ${FLOW_COLUMNS} FROM flow JOIN flow_version ON flow_version.id = flow.version_id
   WHERE flow.workspace_id = :workspace_id AND flow.path = :path`,
  FLOW_SHAPE,
)

/** A flow with one of its versions, by the version's number. */
export const getFlowVersion = query<{ workspace_id: string; version_id: number }, Flow>(
  `SELECT ${FLOW_COLUMNS}
   FROM flow_version JOIN flow ON flow.workspace_id = flow_version.workspace_id AND flow.path = flow_version.path
   WHERE flow_version.workspace_id = :workspace_id AND flow_version.id = :version_id`,
  FLOW_SHAPE,
)

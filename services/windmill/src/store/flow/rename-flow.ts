import { query } from '../sql.ts'

type Rename = { workspace_id: string; from: string; to: string }

/** Moves a flow to another path. Its versions are to follow in the same transaction. */
export const renameFlow = query<Rename>(
  'UPDATE flow SET path = :to WHERE workspace_id = :workspace_id AND path = :from',
)

/** Moves all versions of a flow to its new path. */
export const renameFlowVersions = query<Rename>(
  'UPDATE flow_version SET path = :to WHERE workspace_id = :workspace_id AND path = :from',
)

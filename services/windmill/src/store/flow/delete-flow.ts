import { query } from '../sql.ts'

/** Takes a flow out of use, or back into it. */
export const archiveFlow = query<{ workspace_id: string; path: string; archived: boolean }>(
  'UPDATE flow SET archived = :archived WHERE workspace_id = :workspace_id AND path = :path',
)

/** Deletes a flow. Its versions are to be deleted in the same transaction. */
export const deleteFlow = query<{ workspace_id: string; path: string }>(
  'DELETE FROM flow WHERE workspace_id = :workspace_id AND path = :path',
)

/** Deletes all versions of a flow. */
export const deleteFlowVersions = query<{ workspace_id: string; path: string }>(
  'DELETE FROM flow_version WHERE workspace_id = :workspace_id AND path = :path',
)

import { query } from '../sql.ts'

/** Notes which job makes the locks of a flow's inline scripts. */
export const setFlowDependencyJob = query<{ workspace_id: string; path: string; dependency_job: string }>(
  'UPDATE flow SET dependency_job = :dependency_job WHERE workspace_id = :workspace_id AND path = :path',
)

/** Puts a version's value with its locks in the place of the one without. */
export const setFlowVersionValue = query<{ version_id: number; value: object }>(
  'UPDATE flow_version SET value = :value WHERE id = :version_id',
  { json: ['value'] },
)

/** Says why the locks of a flow could not be made, if that version is still the newest. */
export const setFlowLockError = query<{ version_id: number; lock_error_logs: string }>(
  'UPDATE flow SET lock_error_logs = :lock_error_logs WHERE version_id = :version_id',
)

import { query } from '../sql.ts'

/** Notes which job makes the lock of a version. */
export const setScriptDependencyJob = query<{ workspace_id: string; hash: string; dependency_job: string }>(
  'UPDATE script SET dependency_job = :dependency_job WHERE workspace_id = :workspace_id AND hash = :hash',
)

/** Sets a version's lock, which makes it runnable, or says why there is none. A deleted version stays as it is. */
export const setScriptLock = query<{
  workspace_id: string
  hash: string
  lock?: string
  lock_error_logs?: string
}>(
  `UPDATE script SET lock = :lock, lock_error_logs = :lock_error_logs
   WHERE workspace_id = :workspace_id AND hash = :hash AND deleted = 0`,
)

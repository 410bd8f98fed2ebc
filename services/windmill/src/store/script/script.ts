import type { JsonObject } from '../../shared/json.ts'

/** A version of a script, as it stands in the store. */
export interface Script {
  workspace_id: string
  /** 16 hex digits. */
  hash: string
  path: string
  /** The versions it came from, the nearest first. */
  parent_hashes: string[]
  summary: string
  description: string
  content: string
  language: string
  kind: string
  schema: JsonObject | null
  /** Null while the lock is being made, or when that failed. */
  lock: string | null
  lock_error_logs: string | null
  archived: boolean
  deleted: boolean
  /** The fields that were set and that only some scripts have. */
  options: JsonObject
  extra_perms: Record<string, boolean>
  created_by: string
  created_at: number
  deployment_msg: string | null
  dependency_job: string | null
}

/** The columns of a script, of all its versions alike. */
export const SCRIPT_COLUMNS = `workspace_id, hash, path, parent_hashes, summary, description, content, language, kind,
  schema, lock, lock_error_logs, archived, deleted, options, extra_perms, created_by, created_at, deployment_msg,
  dependency_job`

/** How the columns of a script are stored. */
export const SCRIPT_SHAPE = {
  json: ['parent_hashes', 'schema', 'options', 'extra_perms'],
  bool: ['archived', 'deleted'],
} as const

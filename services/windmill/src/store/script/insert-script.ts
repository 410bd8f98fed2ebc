import { query } from '../sql.ts'
import type { Script } from './script.ts'

type NewVersion = Omit<Script, 'archived' | 'deleted' | 'lock_error_logs' | 'dependency_job'>

/** Adds a version; it is the newest of its path. */
export const insertScript = query<NewVersion>(
  `INSERT INTO script (workspace_id, hash, path, parent_hashes, summary, description, content, language, kind, schema,
     lock, options, extra_perms, created_by, created_at, deployment_msg, version)
   VALUES (:workspace_id, :hash, :path, :parent_hashes, :summary, :description, :content, :language, :kind, :schema,
     :lock, :options, :extra_perms, :created_by, :created_at, :deployment_msg,
     (SELECT coalesce(max(version), 0) + 1 FROM script WHERE workspace_id = :workspace_id AND path = :path))`,
  { json: ['parent_hashes', 'schema', 'options', 'extra_perms'] },
)

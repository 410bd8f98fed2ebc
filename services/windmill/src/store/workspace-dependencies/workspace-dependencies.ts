import { query } from '../sql.ts'

/** A version of a workspace's own package list for a language (`dependencies/[name.]package.json` of the CLI). */
export interface WorkspaceDependencies {
  id: number
  workspace_id: string
  language: string
  /** Null for the one that scripts use without naming it. */
  name: string | null
  description: string | null
  content: string
  archived: boolean
  created_at: number
}

const SHAPE = { bool: ['archived'] } as const

/** Of one language and name; `name` null is a name of its own. */
type Key = { workspace_id: string; language: string; name: string | null }

/** Adds a version, which is the live one; answers its number. */
export const insertWorkspaceDependencies = query<
  Key & { description: string | null; content: string; created_at: number },
  { id: number }
>(
  `INSERT INTO workspace_dependencies (workspace_id, language, name, description, content, created_at)
   VALUES (:workspace_id, :language, :name, :description, :content, :created_at) RETURNING id`,
)

/** The live version. */
export const getLatestWorkspaceDependencies = query<Key, WorkspaceDependencies>(
  `SELECT * FROM workspace_dependencies
   WHERE workspace_id = :workspace_id AND language = :language AND name IS :name AND archived = 0
   ORDER BY id DESC LIMIT 1`,
  SHAPE,
)

/** The live version of each language and name. */
export const listWorkspaceDependencies = query<{ workspace_id: string }, WorkspaceDependencies>(
  `SELECT * FROM workspace_dependencies AS d
   WHERE workspace_id = :workspace_id AND archived = 0
     AND id = (SELECT max(id) FROM workspace_dependencies AS v
               WHERE v.workspace_id = d.workspace_id AND v.language = d.language AND v.name IS d.name)
   ORDER BY language, name`,
  SHAPE,
)

/** Takes all versions out of use. */
export const archiveWorkspaceDependencies = query<Key>(
  `UPDATE workspace_dependencies SET archived = 1
   WHERE workspace_id = :workspace_id AND language = :language AND name IS :name`,
)

/** Deletes all versions. */
export const deleteWorkspaceDependencies = query<Key>(
  'DELETE FROM workspace_dependencies WHERE workspace_id = :workspace_id AND language = :language AND name IS :name',
)

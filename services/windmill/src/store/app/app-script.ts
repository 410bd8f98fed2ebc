import { query } from '../sql.ts'

/** An inline script of a version of an app. */
export interface AppScript {
  id: number
  app_id: number
  version_id: number
  /** The runnable or the component that has it. */
  runnable: string
  content: string
  language: string
  lock: string | null
}

/** Adds an inline script to a version. */
export const insertAppScript = query<Omit<AppScript, 'id'> & { workspace_id: string }>(
  `INSERT INTO app_script (workspace_id, app_id, version_id, runnable, content, language, lock)
   VALUES (:workspace_id, :app_id, :version_id, :runnable, :content, :language, :lock)`,
)

/** The inline scripts of a version, in the order in which they stand in its value. */
export const appScriptsOf = query<{ version_id: number }, AppScript>(
  `SELECT id, app_id, version_id, runnable, content, language, lock FROM app_script
   WHERE version_id = :version_id ORDER BY id`,
)

/** An inline script by its number, as visitors name it. */
export const getAppScript = query<{ workspace_id: string; id: number }, AppScript>(
  `SELECT id, app_id, version_id, runnable, content, language, lock FROM app_script
   WHERE workspace_id = :workspace_id AND id = :id`,
)

/** Sets the lock that was made for an inline script. */
export const setAppScriptLock = query<{ id: number; lock: string }>('UPDATE app_script SET lock = :lock WHERE id = :id')

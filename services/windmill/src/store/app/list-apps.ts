import { query } from '../sql.ts'
import { APP_COLUMNS, APP_SHAPE, type App } from './app.ts'

/** Which apps to list; what is undefined does not matter. */
export interface AppFilter {
  workspace_id: string
  path_start?: string
  path_exact?: string
}

/** Apps with their newest version, the last edited first. */
export const listApps = query<AppFilter, App & { deployment_msg: string | null }>(
  `SELECT ${APP_COLUMNS}, app_version.deployment_msg
   FROM app JOIN app_version ON app_version.id = app.version_id
   WHERE app.workspace_id = :workspace_id
     AND (:path_start IS NULL OR substr(app.path, 1, length(:path_start)) = :path_start)
     AND (:path_exact IS NULL OR app.path = :path_exact)
   ORDER BY app_version.created_at DESC, app_version.id DESC`,
  APP_SHAPE,
)

/** The versions of an app, the newest first. */
export const appHistory = query<
  { app_id: number },
  { app_id: number; version: number; deployment_msg: string | null; created_at: number }
>('SELECT app_id, id AS version, deployment_msg, created_at FROM app_version WHERE app_id = :app_id ORDER BY id DESC')

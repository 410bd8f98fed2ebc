import type { Json, JsonObject } from '../../shared/json.ts'

/** An app with one of its versions, as it stands in the store. */
export interface App {
  workspace_id: string
  id: number
  path: string
  summary: string
  policy: JsonObject
  raw_app: boolean
  custom_path: string | null
  extra_perms: Record<string, boolean>
  /** The numbers of all its versions, the oldest first. */
  versions: number[]
  version_id: number
  value: Json
  /** Of the version. */
  created_by: string
  created_at: number
}

/** The columns of an app with one of its versions; to be used where `app` and `app_version` are joined. */
export const APP_COLUMNS = `app.workspace_id, app.id, app.path, app.summary, app.policy, app.raw_app, app.custom_path,
  app.extra_perms,
  (SELECT json_group_array(v.id ORDER BY v.id) FROM app_version AS v WHERE v.app_id = app.id) AS versions,
  app_version.id AS version_id, app_version.value, app_version.created_by, app_version.created_at`

/** How the columns of an app are stored. */
export const APP_SHAPE = { json: ['policy', 'extra_perms', 'versions', 'value'], bool: ['raw_app'] } as const

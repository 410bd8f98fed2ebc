import type { Json, JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** What is said of an app itself, whatever its version. */
export interface AppRow {
  workspace_id: string
  path: string
  summary: string
  policy: JsonObject
  raw_app: boolean
  custom_path: string | null
  edited_by: string
  edited_at: number
}

const SHAPE = { json: ['policy'] }

/** Adds an app that has no version yet and answers its number; no row when its path is taken. */
export const insertApp = query<AppRow, { id: number }>(
  `INSERT INTO app (workspace_id, path, id, summary, policy, raw_app, custom_path, version_id, edited_by, edited_at)
   VALUES (:workspace_id, :path, (SELECT coalesce(max(id), 0) + 1 FROM app), :summary, :policy, :raw_app, :custom_path,
     0, :edited_by, :edited_at)
   ON CONFLICT (workspace_id, path) DO NOTHING RETURNING id`,
  SHAPE,
)

/** Changes an app; another `path` moves it there. */
export const updateApp = query<AppRow & { id: number }>(
  `UPDATE app SET path = :path, summary = :summary, policy = :policy, raw_app = :raw_app, custom_path = :custom_path,
     edited_by = :edited_by, edited_at = :edited_at
   WHERE workspace_id = :workspace_id AND id = :id`,
  SHAPE,
)

/** Adds a version of an app and answers its number. */
export const insertAppVersion = query<
  {
    workspace_id: string
    app_id: number
    value: Json
    js?: string
    css?: string
    created_by: string
    created_at: number
    deployment_msg?: string
  },
  { id: number }
>(
  `INSERT INTO app_version (workspace_id, app_id, value, js, css, created_by, created_at, deployment_msg)
   VALUES (:workspace_id, :app_id, :value, :js, :css, :created_by, :created_at, :deployment_msg)
   RETURNING id`,
  { json: ['value'] },
)

/** Points an app to its newest version. */
export const setAppVersion = query<{ id: number; version_id: number }>(
  'UPDATE app SET version_id = :version_id WHERE id = :id',
)

/** Puts a version's value with its locks in the place of the one without. */
export const setAppVersionValue = query<{ version_id: number; value: Json }>(
  'UPDATE app_version SET value = :value WHERE id = :version_id',
  { json: ['value'] },
)

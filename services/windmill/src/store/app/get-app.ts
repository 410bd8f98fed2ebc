import { query } from '../sql.ts'
import { APP_COLUMNS, APP_SHAPE, type App } from './app.ts'

/** An app with its newest version. */
export const getApp = query<{ workspace_id: string; path: string }, App>(
  `SELECT ${APP_COLUMNS} FROM app JOIN app_version ON app_version.id = app.version_id
   WHERE app.workspace_id = :workspace_id AND app.path = :path`,
  APP_SHAPE,
)

/** An app with its newest version, by the app's number. */
export const getAppById = query<{ workspace_id: string; id: number }, App>(
  `SELECT ${APP_COLUMNS} FROM app JOIN app_version ON app_version.id = app.version_id
   WHERE app.workspace_id = :workspace_id AND app.id = :id`,
  APP_SHAPE,
)

/** An app with one of its versions, by the version's number. */
export const getAppVersion = query<{ workspace_id: string; version_id: number }, App>(
  `SELECT ${APP_COLUMNS} FROM app_version JOIN app ON app.id = app_version.app_id
   WHERE app_version.workspace_id = :workspace_id AND app_version.id = :version_id`,
  APP_SHAPE,
)

/** The bundle of a version of a raw app. */
export const getBundle = query<{ workspace_id: string; version_id: number }, { js: string | null; css: string | null }>(
  'SELECT js, css FROM app_version WHERE workspace_id = :workspace_id AND id = :version_id',
)

/** An app that is reached by a path of its own choosing. */
export const getAppByCustomPath = query<{ custom_path: string }, { workspace_id: string; path: string }>(
  'SELECT workspace_id, path FROM app WHERE custom_path = :custom_path',
)

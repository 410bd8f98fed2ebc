import { permissionedAs } from '../auth/index.ts'
import { badRequest, notFoundAt } from '../shared/errors.ts'
import type { Json, JsonObject } from '../shared/json.ts'
import { apps } from '../store/index.ts'
import { appScripts } from './app-scripts.ts'
import { dependencyJob } from './dependency-request.ts'
import type { Deployer, Deployment } from './deployment.ts'
import { canLock } from './lock-languages.ts'

/** An app as somebody wants it. What is undefined stays as it is, and is empty in a new app. */
export interface AppChange {
  path?: string
  summary?: string
  policy?: JsonObject
  value?: Json
  /** Null or an empty one takes it away. */
  custom_path?: string | null
  /** The bundle of a raw app, as the CLI built it. */
  bundle?: { js: string; css: string }
  deployment_message?: string
  /** Keep whom the policy names to run as. */
  keepOnBehalfOf?: boolean
}

/** Deploys a new app. Throws 400 when there is an app at its path. */
export function createApp(on: Deployment, by: Deployer, app: AppChange & { path: string }): void {
  const { store, system } = on
  store.transaction(() => {
    checkCustomPath(on, by, app.path, app.custom_path)
    const inserted = apps.insertApp.one(store.connection, {
      workspace_id: by.workspace_id,
      path: app.path,
      summary: app.summary ?? '',
      policy: policyOf(by, app),
      raw_app: app.bundle !== undefined,
      custom_path: app.custom_path || null,
      edited_by: by.username,
      edited_at: system.now(),
    })
    if (!inserted) throw badRequest(`App with path ${app.path} already exists`)
    addVersion(on, by, inserted.id, app, app.value ?? {})
  })
}

/** Changes the app at `path`; a new value is a new version. Throws 404 when there is none, 400 when a new path is taken. */
export function updateApp(on: Deployment, by: Deployer, path: string, change: AppChange): void {
  const { store, system } = on
  const { connection } = store
  const { workspace_id } = by
  store.transaction(() => {
    const app = apps.getApp.one(connection, { workspace_id, path })
    if (!app) throw notFoundAt('App', 'name', path)
    const to = change.path ?? path
    if (to !== path && apps.getApp.one(connection, { workspace_id, path: to })) {
      throw badRequest(`App with path ${to} already exists`)
    }
    checkCustomPath(on, by, path, change.custom_path)
    apps.updateApp.run(connection, {
      id: app.id,
      workspace_id,
      path: to,
      summary: change.summary ?? app.summary,
      policy: change.policy ? policyOf(by, change) : app.policy,
      raw_app: change.bundle ? true : change.value === undefined && app.raw_app,
      custom_path: change.custom_path === undefined ? app.custom_path : change.custom_path || null,
      edited_by: by.username,
      edited_at: system.now(),
    })
    if (change.value !== undefined) addVersion(on, by, app.id, { ...change, path: to }, change.value)
  })
}

/** Deletes an app with its versions; false when there is none. */
export function deleteApp({ store }: Deployment, workspace_id: string, path: string): boolean {
  const { connection } = store
  return store.transaction(() => {
    const app = apps.getApp.one(connection, { workspace_id, path })
    if (!app) return false
    apps.deleteAppScripts.run(connection, { app_id: app.id })
    apps.deleteAppVersions.run(connection, { app_id: app.id })
    apps.deleteApp.run(connection, { id: app.id })
    return true
  })
}

function addVersion(on: Deployment, by: Deployer, app_id: number, app: AppChange & { path: string }, value: Json) {
  const { store, system, queue } = on
  const { connection } = store
  const { workspace_id, username } = by
  const { id: version_id } = apps.insertAppVersion.one(connection, {
    workspace_id,
    app_id,
    value,
    js: app.bundle?.js,
    css: app.bundle?.css,
    created_by: username,
    created_at: system.now(),
    deployment_msg: app.deployment_message,
  })!
  apps.setAppVersion.run(connection, { id: app_id, version_id })
  const inline = appScripts(value)
  for (const { runnable, script } of inline) {
    const lock = typeof script.lock === 'string' ? script.lock : null
    const { content, language } = script
    apps.insertAppScript.run(connection, { workspace_id, app_id, version_id, runnable, content, language, lock })
  }
  if (inline.some(({ script }) => typeof script.lock !== 'string' && canLock(script.language))) {
    queue.push(dependencyJob(by, { of: 'app', version_id }, app.path))
  }
}

/**
 * Jobs of the app run as whoever deploys it; the rest of the
 * policy is as it was sent (wire.jsonl, "a deployed raw app").
 */
function policyOf(by: Deployer, { policy, keepOnBehalfOf }: AppChange): JsonObject {
  return {
    s3_inputs: null,
    allowed_s3_keys: null,
    ...policy,
    ...(!keepOnBehalfOf && { on_behalf_of: permissionedAs(by.username), on_behalf_of_email: by.email }),
  }
}

function checkCustomPath({ store }: Deployment, by: Deployer, path: string, custom_path: string | null | undefined) {
  if (!custom_path) return
  const taken = apps.getAppByCustomPath.one(store.connection, { custom_path })
  if (!taken || (taken.workspace_id === by.workspace_id && taken.path === path)) return
  throw badRequest(`App with custom path ${custom_path} already exists`)
}

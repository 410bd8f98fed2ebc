import { appScripts } from '../../deploy/index.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import { toTimestamp } from '../../shared/system.ts'
import { apps, type Store } from '../../store/index.ts'

/** An app with one of its versions as the API shows it (wire.jsonl, "a deployed raw app"). */
export function appView(app: apps.App): JsonObject {
  return {
    id: app.id,
    path: app.path,
    summary: app.summary,
    policy: app.policy,
    ...(app.custom_path !== null && { custom_path: app.custom_path }),
    versions: app.versions,
    value: app.value,
    created_by: app.created_by,
    created_at: toTimestamp(app.created_at),
    extra_perms: app.extra_perms,
    raw_app: app.raw_app,
  }
}

/**
 * The app as visitors get it: a raw app without its files, and any app without the code of its inline scripts. In its
 * place stands the number that they ask for it by.
 */
export function liteView(store: Store, app: apps.App): JsonObject {
  const value = structuredClone(app.value)
  const ids = apps.appScriptsOf.all(store.connection, { version_id: app.version_id }).map(({ id }) => id)
  for (const [index, { script }] of appScripts(value).entries()) {
    for (const key of Object.keys(script)) if (key !== 'language') delete script[key]
    Object.assign(script, { id: ids[index]!, content: null })
  }
  return { ...appView(app), value: app.raw_app ? rawLite(app, value) : value }
}

const rawLite = ({ version_id }: apps.App, value: Json): JsonObject => ({
  version: version_id,
  runnables: (value as JsonObject).runnables ?? {},
})

/** A row of `apps/list` (wire.jsonl, "wmill app list"). */
export function appRow(app: apps.App): JsonObject {
  return {
    id: app.id,
    workspace_id: app.workspace_id,
    path: app.path,
    summary: app.summary,
    version: app.version_id,
    extra_perms: app.extra_perms,
    execution_mode: app.policy.execution_mode ?? 'viewer',
    starred: false,
    edited_at: toTimestamp(app.created_at),
    raw_app: app.raw_app,
  }
}

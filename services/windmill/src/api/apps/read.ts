import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { notFound, notFoundAt } from '../../shared/errors.ts'
import { apps } from '../../store/index.ts'
import { memberOf, pathOf, readQuery, type Windmill } from '../context.ts'
import { seen, seenOf } from '../items/access.ts'
import { paged } from '../paging.ts'
import { Flag } from '../query-flag.ts'
import { appRow, appView, liteView } from './app-view.ts'
import { secretOf } from './capability.ts'

/** What `apps/list` can be asked; the names are those of Windmill's API. */
const listQuery = z.object({
  path_start: z.string().optional(),
  path_exact: z.string().optional(),
  starred_only: Flag.optional(),
  with_deployment_msg: Flag.optional(),
})

/** Routes that show apps to who may see them. */
export function addReadRoutes(app: Hono, windmill: Windmill): void {
  const { store } = windmill
  const { connection } = store

  app.get('/get/p/:path{.+}', (c) => c.json({ ...appView(appAt(windmill, c)), is_draft: false }))
  app.get('/get/lite/:path{.+}', (c) => c.json(liteView(store, appAt(windmill, c))))
  app.get('/get/v/:version{[0-9]+}', (c) => {
    const member = memberOf(windmill, c)
    const version_id = Number(c.req.param('version'))
    const { workspace_id } = member
    const found = seen(windmill, member, apps.getAppVersion.one(connection, { workspace_id, version_id }))
    if (!found) throw notFound(`App not found at name ${version_id}`)
    return c.json(appView(found))
  })
  app.get('/exists/:path{.+}', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(apps.getApp.one(connection, { workspace_id, path: pathOf(c) }) !== undefined)
  })
  app.get('/custom_path_exists/:path{.+}', (c) => {
    memberOf(windmill, c)
    return c.json(apps.getAppByCustomPath.one(connection, { custom_path: pathOf(c) }) !== undefined)
  })
  app.get('/list', (c) => {
    const member = memberOf(windmill, c)
    const { path_start, path_exact, starred_only, with_deployment_msg } = readQuery(c, listQuery)
    const { workspace_id } = member
    // Nothing can be starred here.
    const found = starred_only ? [] : apps.listApps.all(connection, { workspace_id, path_start, path_exact })
    return c.json(
      paged(c, seenOf(windmill, member, found)).map((row) => ({
        ...appRow(row),
        ...(with_deployment_msg && row.deployment_msg !== null && { deployment_msg: row.deployment_msg }),
      })),
    )
  })
  app.get('/history/p/:path{.+}', (c) => c.json(history(windmill, c)))
  app.get('/get_latest_version/:path{.+}', (c) => c.json(history(windmill, c)[0] ?? null))

  app.get('/secret_of/:path{.+}', (c) => {
    const { workspace_id, id } = appAt(windmill, c)
    return c.text(secretOf(windmill, workspace_id, 'app', id))
  })
  app.get('/secret_of_latest_version/:path{.+}', (c) => {
    const { workspace_id, version_id } = appAt(windmill, c)
    return c.text(secretOf(windmill, workspace_id, 'bundle', version_id))
  })
  // Apps of this server run with the page's own login, so none is handed a token (wire.jsonl, "a deployed raw app").
  app.get('/embed_token/p/:path{.+}', (c) => {
    const { raw_app, policy, path, workspace_id } = appAt(windmill, c)
    const sandbox = policy.sandbox === true
    return c.json({ token: null, expiration: null, raw_app, sandbox, app_path: path, workspace_id })
  })
}

/** The app at the path of the request; 404 when there is none that the caller may see. */
export function appAt(windmill: Windmill, c: Context): apps.App {
  const member = memberOf(windmill, c)
  const path = pathOf(c)
  const { workspace_id } = member
  const app = seen(windmill, member, apps.getApp.one(windmill.store.connection, { workspace_id, path }))
  if (!app) throw notFoundAt('App', 'path', path)
  return app
}

function history(windmill: Windmill, c: Context) {
  const { id: app_id } = appAt(windmill, c)
  return apps.appHistory.all(windmill.store.connection, { app_id }).map(({ version, deployment_msg }) => ({
    app_id,
    version,
    ...(deployment_msg !== null && { deployment_msg }),
  }))
}

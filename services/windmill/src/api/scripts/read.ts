import type { Context, Hono } from 'hono'
import { notFound, notFoundAt } from '../../shared/errors.ts'
import { toTimestamp } from '../../shared/system.ts'
import { scripts } from '../../store/index.ts'
import { memberOf, pathOf, type Windmill } from '../context.ts'
import { seen } from '../items/access.ts'
import { scriptView } from './script-view.ts'

/** Routes that show one script. */
export function addReadRoutes(app: Hono, windmill: Windmill): void {
  const { connection } = windmill.store

  app.get('/get/p/:path{.+}', (c) => c.json({ ...scriptView(scriptAt(windmill, c)), is_draft: false }))
  app.get('/get/h/:hash', (c) => c.json(scriptView(scriptByHash(windmill, c))))
  app.get('/exists/p/:path{.+}', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(scripts.getLiveScript.one(connection, { workspace_id, path: pathOf(c) }) !== undefined)
  })
  app.get('/deployment_status/h/:hash', (c) => {
    const { lock, lock_error_logs, dependency_job } = scriptByHash(windmill, c)
    return c.json({ lock, lock_error_logs, job_id: dependency_job })
  })
  app.get('/history/p/:path{.+}', (c) => c.json(history(windmill, c)))
  app.get('/get_latest_version/:path{.+}', (c) => c.json(history(windmill, c)[0] ?? null))
}

/** The newest version at the path of the request, archived or not; 404 when there is none that the caller may see. */
export function scriptAt(windmill: Windmill, c: Context): scripts.Script {
  const member = memberOf(windmill, c)
  const path = pathOf(c)
  const { workspace_id } = member
  const script = seen(windmill, member, scripts.getLatestScript.one(windmill.store.connection, { workspace_id, path }))
  if (!script) throw notFoundAt('Script', 'path', path)
  return script
}

/** The version of the request's hash; 404 when there is none that the caller may see. */
export function scriptByHash(windmill: Windmill, c: Context, hash = c.req.param('hash') ?? ''): scripts.Script {
  const member = memberOf(windmill, c)
  const { workspace_id } = member
  const script = seen(windmill, member, scripts.getScriptByHash.one(windmill.store.connection, { workspace_id, hash }))
  if (!script) throw notFound(`Script not found at name ${hash}`)
  return script
}

function history(windmill: Windmill, c: Context) {
  const { workspace_id, path } = scriptAt(windmill, c)
  return scripts.scriptHistory
    .all(windmill.store.connection, { workspace_id, path })
    .map(({ hash, deployment_msg, created_at }) => ({
      script_hash: hash,
      ...(deployment_msg !== null && { deployment_msg }),
      created_at: toTimestamp(created_at),
    }))
}

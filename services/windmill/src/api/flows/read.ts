import type { Context, Hono } from 'hono'
import { notFound, notFoundAt } from '../../shared/errors.ts'
import { toTimestamp } from '../../shared/system.ts'
import { flows } from '../../store/index.ts'
import { memberOf, pathOf, type Windmill } from '../context.ts'
import { seen } from '../items/access.ts'
import { flowView } from './flow-view.ts'

/** Routes that show one flow. Those of a version come first: `get/v/12` is no path of a flow. */
export function addReadRoutes(app: Hono, windmill: Windmill): void {
  const { connection } = windmill.store

  app.get('/get/v/:version{[0-9]+}', (c) => c.json(flowView(flowVersion(windmill, c))))
  app.get('/get/v/:version{[0-9]+}/p/:path{.+}', (c) => c.json(flowView(flowVersion(windmill, c))))
  app.get('/get/:path{.+}', (c) => {
    const flow = flowAt(windmill, c)
    const { version_id, lock_error_logs } = flow
    const failed = lock_error_logs !== null && { lock_error_logs }
    return c.json({ ...flowView(flow), ...failed, version_id, is_draft: false })
  })
  app.get('/exists/:path{.+}', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(flows.getFlow.one(connection, { workspace_id, path: pathOf(c) }) !== undefined)
  })
  app.get('/deployment_status/p/:path{.+}', (c) => {
    const { lock_error_logs, dependency_job } = flowAt(windmill, c)
    return c.json({ lock_error_logs, job_id: dependency_job })
  })
  app.get('/history/p/:path{.+}', (c) => c.json(history(windmill, c)))
  app.get('/get_latest_version/:path{.+}', (c) => c.json(history(windmill, c)[0] ?? null))
}

/** The flow at the path of the request, archived or not; 404 when there is none that the caller may see. */
export function flowAt(windmill: Windmill, c: Context): flows.Flow {
  const member = memberOf(windmill, c)
  const path = pathOf(c)
  const { workspace_id } = member
  const flow = seen(windmill, member, flows.getFlow.one(windmill.store.connection, { workspace_id, path }))
  if (!flow) throw notFoundAt('Flow', 'path', path)
  return flow
}

function flowVersion(windmill: Windmill, c: Context): flows.Flow {
  const member = memberOf(windmill, c)
  const version_id = Number(c.req.param('version'))
  const { workspace_id } = member
  const found = flows.getFlowVersion.one(windmill.store.connection, { workspace_id, version_id })
  const flow = seen(windmill, member, found)
  const path = c.req.param('path')
  if (!flow || (path !== undefined && path !== flow.path)) {
    throw notFound(`Flow version not found at name ${version_id} in workspace ${workspace_id}`)
  }
  return flow
}

function history(windmill: Windmill, c: Context) {
  const { workspace_id, path } = flowAt(windmill, c)
  return flows.flowHistory
    .all(windmill.store.connection, { workspace_id, path })
    .map(({ id, created_at, deployment_msg }) => ({
      id,
      created_at: toTimestamp(created_at),
      ...(deployment_msg !== null && { deployment_msg }),
    }))
}

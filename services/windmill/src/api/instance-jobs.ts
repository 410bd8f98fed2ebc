import { hostname } from 'node:os'
import { z } from 'zod'
import { toTimestamp } from '../shared/system.ts'
import { jobs } from '../store/index.ts'
import { newRoutes, type Routes, readQuery } from './context.ts'
import { VERSION } from './version.ts'

const WORKER = { worker: 'wk-default-embedded', worker_group: 'default', custom_tags: [], ip: '127.0.0.1' }

const countQuery = z.object({
  horizon_secs: z.coerce.number().int().positive().default(3600),
  workspace_id: z.string().optional(),
})

/** Jobs of all workspaces (`/api/jobs`), for `wmill queues`. */
export const instanceJobsRoutes: Routes = ({ auth, store, system }) => {
  const routes = newRoutes()
  routes.get('/db_clock', (c) => {
    auth.require(c.req.raw)
    return c.json(system.now())
  })
  routes.get('/completed/count_by_tag', (c) => {
    auth.requireSuperAdmin(c.req.raw)
    const { horizon_secs, workspace_id = null } = readQuery(c, countQuery)
    const since = system.now() - horizon_secs * 1000
    return c.json(jobs.countCompletedByTag.all(store.connection, { workspace_id, since }))
  })
  return routes
}

/** The one worker of this server (`/api/workers`), for `wmill workers`. */
export const workerRoutes: Routes = ({ auth, store, system }) => {
  const started_at = toTimestamp(system.now())
  const routes = newRoutes()
  routes.get('/list', (c) => {
    auth.require(c.req.raw)
    const done = jobs.countCompletedByTag.all(store.connection, { workspace_id: null, since: 0 })
    const jobs_executed = done.reduce((sum, { count }) => sum + count, 0)
    return c.json([
      { ...WORKER, worker_instance: hostname(), last_ping: 0, started_at, jobs_executed, wm_version: VERSION },
    ])
  })
  return routes
}

/** The groups of workers (`/api/configs`): the one that there is. */
export const workerGroupRoutes: Routes = ({ auth }) => {
  const routes = newRoutes()
  routes.get('/list_worker_groups', (c) => {
    auth.require(c.req.raw)
    return c.json([{ name: WORKER.worker_group, config: {} }])
  })
  return routes
}

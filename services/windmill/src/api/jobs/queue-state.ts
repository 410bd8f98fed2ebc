import type { Hono } from 'hono'
import { badRequest } from '../../shared/errors.ts'
import { jobs } from '../../store/index.ts'
import { memberOf, type Windmill } from '../context.ts'

/** Routes that tell how much there is to do. */
export function addQueueStateRoutes(app: Hono, windmill: Windmill): void {
  const { store, system } = windmill
  app.get('/queue/count', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(jobs.countQueue.one(store.connection, { workspace_id, now: system.now() })!)
  })
  app.get('/completed/count', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json({ ...jobs.countCompleted.one(store.connection, { workspace_id })!, suspended: null })
  })
  app.get('/queue/position/:scheduled_for', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    const scheduled_for = Number(c.req.param('scheduled_for'))
    if (!Number.isFinite(scheduled_for)) throw badRequest('The position is asked for by a time in milliseconds')
    const { ahead } = jobs.queuePosition.one(store.connection, { workspace_id, scheduled_for })!
    return c.json({ position: ahead + 1 })
  })
}

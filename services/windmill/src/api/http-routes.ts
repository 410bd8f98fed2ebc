import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { cancelHeldJobs, createTriggers, releaseHeldJobs } from '../trigger/index.ts'
import { memberOf, newRoutes, pathOf, type Routes, readBody } from './context.ts'

/** `/api/r`: what HTTP triggers answer. HEAD and OPTIONS answer nothing, whatever the path, as in Windmill. */
export const httpRoutes: Routes = (windmill): Hono => {
  const app = newRoutes()
  const answer = createTriggers(windmill)
  app.all('/*', async (c) => {
    const { method } = c.req.raw
    return method === 'HEAD' || method === 'OPTIONS' ? c.body(null, 200) : answer(c.req.raw)
  })
  return app
}

const heldSchema = z.object({ job_ids: z.array(z.uuid()).nullish() })

/** `/api/w/:workspace/trigger`: what becomes of the jobs that a suspended trigger has queued. */
export const heldJobRoutes: Routes = (windmill): Hono => {
  const app = newRoutes()
  const asked = async (c: Context) => {
    const member = memberOf(windmill, c)
    const { job_ids } = await readBody(c, heldSchema)
    const { workspace_id, username } = member
    const trigger_path = pathOf(c)
    windmill.auth.requireWrite(member, trigger_path, {})
    const held = { workspace_id, trigger_kind: c.req.param('kind') ?? '', trigger_path, ids: job_ids ?? undefined }
    return { held, username }
  }
  app.post('/:kind/resume_suspended_trigger_jobs/:path{.+}', async (c) => {
    const { held } = await asked(c)
    return c.json(`Reassigned ${releaseHeldJobs(windmill, held)} jobs`)
  })
  app.post('/:kind/cancel_suspended_trigger_jobs/:path{.+}', async (c) => {
    const { held, username } = await asked(c)
    const canceled = cancelHeldJobs(windmill, held, username)
    return c.json(canceled === 0 ? 'No jobs to cancel' : `Canceled ${canceled} jobs`)
  })
  return app
}

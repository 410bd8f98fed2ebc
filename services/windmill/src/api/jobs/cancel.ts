import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { permissionDenied } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import { jobs } from '../../store/index.ts'
import { memberOf, pathOf, readBody, type Windmill, workspaceOf } from '../context.ts'
import { maySee, viewerOf, visibleJob } from './visibility.ts'

const reasonSchema = z.object({ reason: z.string().nullish() })

/** Routes that end a job before it ends itself. All of them answer a text, also when there is nothing left to cancel. */
export function addCancelRoutes(app: Hono, windmill: Windmill): void {
  app.post('/queue/cancel/:id', (c) => cancel(windmill, c))
  app.post('/queue/force_cancel/:id', (c) => cancel(windmill, c))
  app.post('/queue/cancel_persistent/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    const { reason } = await readBody(c, reasonSchema)
    const path = pathOf(c)
    windmill.auth.requireWrite(member, path, {})
    const running = jobs.queuedAtPath.all(windmill.store.connection, { workspace_id: member.workspace_id, path })
    for (const { id } of running) windmill.queue.cancel(id, member.username, reason ?? null)
    return c.text(`${running.length} jobs of ${path} cancelled`)
  })
}

async function cancel(windmill: Windmill, c: Context): Promise<Response> {
  const { reason } = await readBody(c, reasonSchema)
  const job = visibleJob(windmill, c)
  const by = viewerOf(windmill, c)?.username ?? 'anonymous'
  if (job.completed_at !== null) return c.text(`queued job id ${job.id} is already completed`)
  windmill.queue.cancel(job.id, by, reason ?? null)
  return c.text(job.id)
}

/** Cancels several jobs at once; answers the ids of those that were cancelled. */
export function addCancelSelectionRoutes(app: Hono, windmill: Windmill): void {
  const idsSchema = z.array(z.uuid())
  app.post('/queue/cancel_selection', async (c) => {
    const member = memberOf(windmill, c)
    const found = (await readBody(c, idsSchema)).map((id) => windmill.queue.get(id)).filter((job) => isHere(c, job))
    const refused = found.find((job) => !maySee(windmill, member, job))
    if (refused) throw permissionDenied(`Job ${refused.id} is not yours to cancel`)
    return c.json(found.filter((job) => windmill.queue.cancel(job.id, member.username, null)).map((job) => job.id))
  })
}

const isHere = (c: Context, job: Job | undefined): job is Job => job?.workspace_id === workspaceOf(c)

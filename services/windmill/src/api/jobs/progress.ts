import type { Hono } from 'hono'
import { z } from 'zod'
import { jobs } from '../../store/index.ts'
import { newRoutes, type Routes, readBody } from '../context.ts'
import { memberJob } from './visibility.ts'

const progressSchema = z.object({ percent: z.number(), flow_job_id: z.string().nullish() })

/** The progress that a script tells of itself: from 0 to 99 percent, and never back. */
export const jobMetricsRoutes: Routes = (windmill): Hono => {
  const app = newRoutes()
  app.post('/set_progress/:id', async (c) => {
    const { percent } = await readBody(c, progressSchema)
    const { job } = memberJob(windmill, c)
    const progress = Math.max(job.progress ?? 0, Math.min(99, Math.max(0, Math.floor(percent))))
    jobs.saveProgress.run(windmill.store.connection, { id: job.id, progress })
    windmill.queue.events.emit('changed', job.id)
    return c.json(null)
  })
  app.get('/get_progress/:id', (c) => c.json(memberJob(windmill, c).job.progress))
  return app
}

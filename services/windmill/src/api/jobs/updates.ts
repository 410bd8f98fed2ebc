import type { Hono } from 'hono'
import { jobUpdate, realTimers, resultForCaller, streamAnswer, updateQuerySchema } from '../../job-view/index.ts'
import { readQuery, type Windmill, workspaceOf } from '../context.ts'
import { visibleJob } from './visibility.ts'

/** Routes that tell what is new of a job: once, or as it happens. */
export function addUpdateRoutes(app: Hono, windmill: Windmill): void {
  app.get('/getupdate/:id', (c) => {
    const job = visibleJob(windmill, c)
    const result = job.completed_at === null ? undefined : resultForCaller(windmill.queue, job)?.result
    return c.json(jobUpdate(windmill.store, job, readQuery(c, updateQuerySchema), { result, withJob: false }))
  })
  app.get('/getupdate_sse/:id', (c) => {
    const id = c.req.param('id')
    // A job that is not there is told in the stream, where readers look for it.
    if (windmill.queue.get(id)?.workspace_id === workspaceOf(c)) visibleJob(windmill, c)
    return streamAnswer(windmill, id, readQuery(c, updateQuerySchema), { timers: realTimers })
  })
}

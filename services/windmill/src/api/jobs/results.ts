import type { Hono } from 'hono'
import { wholeJob } from '../../job-view/index.ts'
import { notFound } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { jobs } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import { memberJob } from './visibility.ts'

/** Routes for the results of a flow's steps by their ids, and to forget what a job was given and answered. */
export function addResultRoutes(app: Hono, windmill: Windmill): void {
  const { store, queue, auth } = windmill
  const resultOf = (id: string): Json => queue.get(id)?.result ?? null

  app.get('/result_by_id/:id/:step_id', (c) => {
    const { job } = memberJob(windmill, c)
    const step_id = c.req.param('step_id')
    const found = jobs.getStepResult.one(store.connection, { scope: job.id, step_id })?.job
    if (!found) throw notFound(`Result of step ${step_id} not found in flow ${job.id}`)
    return c.json(Array.isArray(found) ? found.map(resultOf) : resultOf(found))
  })
  app.post('/completed/delete/:id', (c) => {
    const { member, job } = memberJob(windmill, c, 'Completed Job')
    auth.requireAdmin(member)
    const { id } = job
    if (job.completed_at === null) throw notFound(`Completed Job not found at name ${id}`)
    store.transaction(() => {
      for (const clear of [
        jobs.clearArgs,
        jobs.clearPreprocessedArgs,
        jobs.clearResult,
        jobs.clearLog,
        jobs.clearStream,
      ])
        clear.run(store.connection, { id })
    })
    return c.json({ ...wholeJob(queue.get(id) ?? job, undefined), deleted: true })
  })
}

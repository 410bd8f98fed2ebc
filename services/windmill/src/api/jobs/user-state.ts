import type { Context, Hono } from 'hono'
import { parseJson } from '../../runnable/index.ts'
import { notFound } from '../../shared/errors.ts'
import { isFlowKind } from '../../shared/job.ts'
import type { Windmill } from '../context.ts'
import { memberJob } from './visibility.ts'

/** What the steps of a running flow keep for each other under a key (`getFlowUserState` of the client). */
export function addUserStateRoutes(app: Hono, windmill: Windmill): void {
  const path = '/flow/user_states/:id/:key'
  app.get(path, (c) => {
    const { job } = memberJob(windmill, c)
    const states = job.completed_at === null ? job.flow_status?.user_states : undefined
    return c.json(states?.[keyOf(c)] ?? null)
  })
  app.post(path, async (c) => {
    const value = parseJson(await c.req.text())
    const { job } = memberJob(windmill, c)
    windmill.store.transaction(() => {
      const status = windmill.queue.get(job.id)?.flow_status
      if (!isFlowKind(job.kind) || !status) throw notFound('Flow job not found')
      const user_states = { ...status.user_states, [keyOf(c)]: value }
      windmill.queue.saveFlowStatus(job.id, { ...status, user_states })
    })
    return c.text('Flow job state updated')
  })
}

const keyOf = (c: Context): string => c.req.param('key') ?? ''

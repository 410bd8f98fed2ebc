import type { Context, Hono } from 'hono'
import type { Member } from '../../auth/index.ts'
import { listedJob } from '../../job-view/index.ts'
import { badRequest } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import { jobs } from '../../store/index.ts'
import { memberOf, readQuery, type Windmill } from '../context.ts'
import { endOf, isOfEnded, type ListQuery, listQuerySchema, readerAndPage } from './list-query.ts'
import { completedRow, queueRow } from './list-rows.ts'

/** A member's question for a list. */
interface Asked {
  member: Member
  query: ListQuery
  withArgs: boolean
}

/** The lists of jobs: those that have not ended before those that have, in pages of 30 unless told otherwise. */
export function addListRoutes(app: Hono, windmill: Windmill): void {
  const ask = (c: Context): Asked => {
    const member = memberOf(windmill, c)
    const query = readQuery(c, listQuerySchema)
    return { member, query, withArgs: query.include_args === true }
  }
  app.get('/list', (c) => {
    const asked = ask(c)
    const { running, success, status } = asked.query
    if (running && (success !== undefined || status)) throw badRequest('cannot specify success/status with running')
    const queued = isOfEnded(asked.query) ? [] : listQueued(windmill, asked)
    const completed = running === undefined ? listCompleted(windmill, asked) : []
    return c.json([...queued, ...completed].map((job) => listedJob(job, asked.withArgs)))
  })
  app.get('/queue/list', (c) => {
    const asked = ask(c)
    return c.json(listQueued(windmill, asked).map((job) => queueRow(job, asked.withArgs)))
  })
  app.get('/completed/list', (c) => {
    const asked = ask(c)
    return c.json(listCompleted(windmill, asked).map((job) => completedRow(job, asked.withArgs)))
  })
  app.get('/queue/list_filtered_uuids', (c) => c.json(listQueued(windmill, ask(c)).map((job) => job.id)))
}

function listQueued({ store, system }: Windmill, { member, query }: Asked): Job[] {
  const due_by = query.scheduled_for_before_now ? system.now() : undefined
  return jobs.listQueued.all(store.connection, { ...query, ...readerAndPage(member, query), due_by })
}

function listCompleted({ store }: Windmill, { member, query }: Asked): Job[] {
  const asked = { ...query, ...endOf(query.status), ...readerAndPage(member, query) }
  return jobs.listCompleted.all(store.connection, asked)
}

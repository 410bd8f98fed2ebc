import type { Context, Hono } from 'hono'
import { href, isRefresh, type PagesOptions } from '../context.ts'
import { type WholeJob, wholeJob } from '../job.ts'
import { answerPage, messagePage } from '../layout.ts'
import { findIn, requireVisitor, type Visitor } from '../visitor.ts'
import { cancel, runAgain } from './actions.ts'
import { askingBelow } from './asking.ts'
import { childrenOf } from './children.ts'
import { runBody } from './run-body.ts'

/** How often the page of a running flow looks at the steps within its loops and branches, of which no event tells. */
const REFRESH_MS = 1000

interface Found {
  visitor: Visitor
  workspace: string
  job: WholeJob
}

/** `/run/:id?workspace=`, and the two things that can be done there. */
export function addRunRoutes(app: Hono, options: PagesOptions): void {
  app.get('/run/:id', async (c) => {
    const found = await findRun(options, c)
    if (!found) return notThere(c)
    const { visitor, workspace, job } = found
    const children = job.flow_status ? [] : await childrenOf(visitor.api, workspace, job)
    const moving = job.completed_at === undefined
    const now = options.now()
    const asking = moving ? await askingBelow(visitor.api, workspace, job, now) : []
    return answerPage(c, {
      title: `${job.script_path ?? job.job_kind} · ${job.id.slice(-6)}`,
      visitor,
      workspace,
      live: {
        follow: moving ? followAddress(workspace, job) : undefined,
        refreshMs: moving && (job.flow_status || job.workflow_as_code_status) ? REFRESH_MS : undefined,
      },
      body: await runBody({ api: visitor.api, workspace, job, children, asking, now }),
    })
  })
  app.post('/run/:id/cancel', async (c) => {
    const found = await findRun(options, c)
    if (!found) return notThere(c)
    await cancel(found.visitor.api, found.workspace, found.job.id)
    return c.redirect(href(`/run/${found.job.id}`, { workspace: found.workspace }), 303)
  })
  app.post('/run/:id/again', async (c) => {
    const found = await findRun(options, c)
    if (!found) return notThere(c)
    const id = await runAgain(found.visitor.api, found.workspace, found.job)
    return c.redirect(href(`/run/${id}`, { workspace: found.workspace }), 303)
  })
}

async function findRun(options: PagesOptions, c: Context): Promise<Found | undefined> {
  const visitor = await requireVisitor(options, c)
  const id = encodeURIComponent(c.req.param('id') ?? '')
  const found = await findIn(visitor, c.req.query('workspace'), (workspace) =>
    visitor.api.find(`/w/${encodeURIComponent(workspace)}/jobs_u/get/${id}?no_logs=${isRefresh(c)}`, wholeJob),
  )
  return found && { visitor, workspace: found.workspace, job: found.found }
}

const notThere = (c: Context): Promise<Response> =>
  messagePage(c, {
    title: 'No such job',
    text: 'There is no job with this id, or it is not yours to see.',
    status: 404,
  })

/** Where the script of the page hears what is new of the job, from where this page ends. */
const followAddress = (workspace: string, { id, running, logs }: WholeJob): string =>
  href(`/api/w/${workspace}/jobs_u/getupdate_sse/${id}`, {
    fast: 'true',
    running: String(running ?? false),
    log_offset: logs.length + 1,
  })

import type { Context, Hono } from 'hono'
import { ApiFailure } from '../api-client.ts'
import { href, type PagesOptions, pathOf } from '../context.ts'
import { fieldsOf, readForm, resourcesFor, type Submitted, valuesFrom } from '../form/index.ts'
import { runAddress, wholeJob } from '../job.ts'
import { answerPage, messagePage } from '../layout.ts'
import { findIn, requireVisitor, type Visitor } from '../visitor.ts'
import { findFlow, findScript, type Runnable } from './find-runnable.ts'
import { runnableBody } from './runnable-body.ts'
import { sealSecrets } from './seal-secrets.ts'

interface Found {
  visitor: Visitor
  workspace: string
  runnable: Runnable
}

/** What is wrong with a form that was sent. */
interface Refusal {
  sent: Submitted
  errors: Record<string, string>
  /** What the API says of the whole. */
  message?: string
}

/** `/scripts/get/:path` and `/flows/get/:path`; what is sent there runs what they show. */
export function addRunnableRoutes(app: Hono, options: PagesOptions): void {
  for (const kind of ['scripts', 'flows'] as const) {
    app.get(`/${kind}/get/:path{.+}`, async (c) => {
      const found = await findRunnable(options, c, kind)
      return found ? showRunnable(options, c, found) : notThere(c)
    })
    app.post(`/${kind}/get/:path{.+}`, async (c) => {
      const found = await findRunnable(options, c, kind)
      return found ? runRunnable(options, c, found) : notThere(c)
    })
  }
}

async function findRunnable(options: PagesOptions, c: Context, kind: 'scripts' | 'flows'): Promise<Found | undefined> {
  const visitor = await requireVisitor(options, c)
  const path = pathOf(c)
  const found = await findIn(visitor, c.req.query('workspace'), (workspace) =>
    kind === 'scripts'
      ? findScript(visitor.api, workspace, path)
      : findFlow(visitor.api, workspace, path, c.req.query('version')),
  )
  return found && { visitor, workspace: found.workspace, runnable: found.found }
}

async function runRunnable(options: PagesOptions, c: Context, found: Found): Promise<Response> {
  const { visitor, workspace, runnable } = found
  const sent = (await c.req.parseBody({ all: true })) as Submitted
  const fields = fieldsOf(runnable.schema ?? undefined)
  const { args, errors } = await readForm(fields, sent)
  if (Object.keys(errors).length > 0) return showRunnable(options, c, found, { sent, errors })
  const memory_id = runnable.flow?.chat_input_enabled ? options.newId() : undefined
  const address = href(`/w/${workspace}/jobs/${runnable.runAddress}`, { skip_preprocessor: 'true', memory_id })
  try {
    const sealed = await sealSecrets(visitor.api, workspace, { fields, args }, options)
    const id = await (await visitor.api.post(address, sealed)).text()
    return c.redirect(runAddress(workspace, id), 303)
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status >= 500) throw error
    return showRunnable(options, c, found, { sent, errors, message: error.message })
  }
}

/** The page; the arguments of the job that `?from=` names stand in its form. */
async function showRunnable(options: PagesOptions, c: Context, found: Found, refused?: Refusal): Promise<Response> {
  const { visitor, workspace, runnable } = found
  const fields = fieldsOf(runnable.schema ?? undefined)
  const from = c.req.query('from')
  const before = from
    ? await visitor.api.find(`/w/${workspace}/jobs_u/get/${encodeURIComponent(from)}?no_logs=true`, wholeJob)
    : undefined
  return answerPage(c, {
    title: runnable.path,
    visitor,
    workspace,
    status: refused ? 422 : 200,
    body: await runnableBody({
      runnable,
      workspace,
      now: options.now(),
      fields,
      state: {
        values: valuesFrom(fields, before?.args ?? {}, refused?.sent),
        errors: refused?.errors ?? {},
        resources: await resourcesFor(visitor.api, workspace, fields),
      },
      message: refused?.message,
    }),
  })
}

const notThere = (c: Context): Promise<Response> =>
  messagePage(c, {
    title: 'Nothing here',
    text: `Nothing is deployed at ${pathOf(c)}, or it is not yours to see.`,
    status: 404,
  })

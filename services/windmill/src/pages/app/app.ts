import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { ApiFailure } from '../api-client.ts'
import { apiOf, type PagesOptions, pathOf } from '../context.ts'
import { messagePage } from '../layout.ts'
import { appHeaders } from '../security.ts'
import { findIn, findVisitor, LoginNeeded, requireVisitor } from '../visitor.ts'
import { type AppContext, appPage } from './app-page.ts'
import { type App, findApp, findPublicApp } from './find-app.ts'

const NOBODY: AppContext = { email: 'anonymous', username: 'anonymous', name: null, groups: [] }

const member = z.object({
  email: z.string(),
  username: z.string(),
  name: z.string().nullable(),
  groups: z.array(z.string()),
})

/**
 * `/apps/get/:path`, `/apps_raw/get/:path` and, for whoever has the link, `/public/:workspace/:secret` (seen of Windmill
 * 1.788).
 */
export function addAppRoutes(app: Hono, options: PagesOptions): void {
  for (const prefix of ['apps', 'apps_raw'] as const) {
    app.get(`/${prefix}/get/:path{.+}`, appHeaders, async (c) => {
      const visitor = await requireVisitor(options, c)
      const path = pathOf(c)
      const found = await findIn(visitor, c.req.query('workspace'), (id) => findApp(visitor.api, id, path))
      return found ? show(options, c, found.workspace, found.found) : notThere(c, path)
    })
  }
  app.get('/public/:workspace/:secret', appHeaders, async (c) => {
    const { workspace, secret } = c.req.param()
    try {
      const found = await findPublicApp(apiOf(options, c), workspace, secret)
      return found ? show(options, c, workspace, found) : notThere(c, 'this address')
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401 && !(await findVisitor(options, c)))
        throw new LoginNeeded()
      throw error
    }
  })
}

async function show(options: PagesOptions, c: Context, workspace: string, app: App): Promise<Response> {
  if (!app.bundle) {
    return messagePage(c, {
      title: app.summary || app.path,
      text: 'This is a low-code app. Only a real Windmill can open those; raw apps open here too.',
      status: 404,
    })
  }
  return c.html(await appPage(workspace, { ...app, bundle: app.bundle }, await contextOf(options, c, workspace), c))
}

/** Who the app is told that it is opened by. */
async function contextOf(options: PagesOptions, c: Context, workspace: string): Promise<AppContext> {
  try {
    return await apiOf(options, c).get(`/w/${encodeURIComponent(workspace)}/users/whoami`, member)
  } catch (error) {
    if (error instanceof ApiFailure && error.status < 500) return NOBODY
    throw error
  }
}

const notThere = (c: Context, path: string): Promise<Response> =>
  messagePage(c, {
    title: 'No such app',
    text: `There is no app at ${path}, or it is not yours to see.`,
    status: 404,
    more: html`<p><a href="/">To the start</a></p>`,
  })

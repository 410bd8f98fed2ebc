/**
 * Pages for people, made on the server: what is deployed, jobs as they run, approvals, forms, raw apps. They stand on
 * the HTTP API alone, as any other client does, with the rights of whoever looks.
 */
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { HTTPException } from 'hono/http-exception'
import { WindmillError } from '../shared/errors.ts'
import { addAbsentRoutes } from './absent.ts'
import { ApiFailure } from './api-client.ts'
import { addAppRoutes } from './app/index.ts'
import { addApprovalRoutes } from './approval/index.ts'
import { addAssetRoutes } from './assets.ts'
import type { PagesOptions } from './context.ts'
import { addHomeRoutes } from './home/index.ts'
import { messagePage } from './layout.ts'
import { addCliLoginRoutes, addLoginRoutes } from './login/index.ts'
import { addRunRoutes } from './run/index.ts'
import { addRunnableRoutes } from './runnable/index.ts'
import { keepNothing, ownFormsOnly, pageHeaders, unlessChosen } from './security.ts'
import { LoginNeeded, loginAddress } from './visitor.ts'

export type { PagesOptions } from './context.ts'

/** All pages, for every path that does not begin with `/api/`. */
export function createPages(options: PagesOptions): Hono {
  const app = new Hono()
  app.onError(answerError)
  app.notFound(noPage)
  app.use(unlessChosen(pageHeaders()), ownFormsOnly, keepNothing)
  addAssetRoutes(app)
  addLoginRoutes(app, options)
  addCliLoginRoutes(app, options)
  addHomeRoutes(app, options)
  addRunRoutes(app, options)
  addRunnableRoutes(app, options)
  addApprovalRoutes(app, options)
  addAppRoutes(app, options)
  addAbsentRoutes(app)
  return app
}

const noPage = (c: Context): Promise<Response> =>
  messagePage(c, { title: 'No such page', text: `There is no page at ${c.req.path}.`, status: 404 })

/** Whoever has to log in is led there; anything else that went wrong becomes a page that says it. */
async function answerError(error: Error, c: Context): Promise<Response> {
  if (error instanceof LoginNeeded) return needLogin(c)
  if (error instanceof HTTPException) return error.getResponse()
  if (error instanceof ApiFailure && error.status < 500) {
    return messagePage(c, { title: 'That did not work', text: error.message, status: shown(error.status) })
  }
  if (error instanceof WindmillError) {
    return messagePage(c, { title: 'That did not work', text: error.text, status: shown(error.status) })
  }
  console.error(`${c.req.method} ${c.req.path}:`, error)
  return messagePage(c, { title: 'Something is wrong here', text: error.message, status: 500 })
}

function shown(status: number): 400 | 401 | 403 | 404 | 422 | 429 | 500 {
  const known = [400, 401, 403, 404, 422, 429] as const
  return known.find((each) => each === status) ?? (status >= 500 ? 500 : 400)
}

/**
 * A link on another site leads here without the cookie, which is `SameSite=Strict`. The page then loads itself once
 * more, from here, where the cookie comes along.
 */
function needLogin(c: Context): Response | Promise<Response> {
  if (c.req.method === 'GET' && c.req.header('sec-fetch-site') === 'cross-site') {
    return c.html(
      html`<!doctype html><html lang="en"><title>One moment</title><meta http-equiv="refresh" content="0"></html>`,
    )
  }
  return c.redirect(loginAddress(c), 303)
}

import type { Hono } from 'hono'
import { messagePage } from './layout.ts'

/** Addresses of Windmill's own pages whose place is taken by the start page. */
const AT_THE_START = ['/home', '/runs', '/runs/*', '/user/workspaces', '/schedules', '/routes']

/** Addresses of Windmill's editors, which the CLI names too. */
const EDITORS = [
  '/dev',
  '/scripts/edit/*',
  '/flows/edit/*',
  '/apps/edit/*',
  '/apps_raw/edit/*',
  '/scripts/add',
  '/flows/add',
]

/** Pages that a Windmill has and this server has not: told what there is instead. */
export function addAbsentRoutes(app: Hono): void {
  for (const address of AT_THE_START) app.get(address, (c) => c.redirect('/'))
  for (const address of EDITORS) {
    app.get(address, (c) =>
      messagePage(c, {
        title: 'There is no editor here',
        text: 'Scripts, flows and apps are edited as files and pushed: wmill sync push. To try one first: wmill script preview, wmill flow preview, wmill app dev.',
        status: 404,
      }),
    )
  }
}

/** The HTTP API: routes that speak as Windmill 1.788 does. How to add one stands in `services/windmill/README.md`. */
import { Hono } from 'hono'
import { bodyLimit, DEFAULT_MAX_BODY_BYTES } from './body-limit.ts'
import type { Windmill } from './context.ts'
import { answerError, answerUnknownPath } from './errors.ts'
import { allowOtherPorts, originGuard } from './origin-guard.ts'
import { ROUTES } from './routes.ts'
import { VERSION } from './version.ts'

export type { Windmill } from './context.ts'
export { VERSION } from './version.ts'

/** Whatever answers requests as the API does: its `fetch`. */
export type ApiFetch = (request: Request) => Response | Promise<Response>

/** All routes of the server, as one handler of requests. */
export function createApi(windmill: Windmill): Hono {
  const app = new Hono()
  app.onError(answerError)
  app.notFound(answerUnknownPath)
  app.use(originGuard(windmill.baseUrl), allowOtherPorts, bodyLimit(windmill.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES))
  app.get('/api/version', (c) => c.text(VERSION))
  for (const [prefix, routes] of ROUTES) app.route(prefix, routes(windmill))
  return app
}

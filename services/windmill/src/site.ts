import type { Hono } from 'hono'
import { createApi, type Windmill } from './api/index.ts'
import { ADMIN, DEFAULT_PASSWORD, hasDefaultPassword } from './auth/index.ts'
import { createMcp } from './mcp/index.ts'
import { createPages } from './pages/index.ts'

/** Everything that is served: the API, the tools of MCP, and the pages for people, which both stand on the API. */
export function createSite(windmill: Windmill): Hono {
  const site = createApi(windmill)
  const api = (request: Request) => site.fetch(request)
  site.route('/api/mcp/w/:workspace', createMcp(windmill, api))
  const pages = createPages({
    api,
    now: windmill.system.now,
    newId: windmill.system.uuid,
    firstLogin: async () =>
      (await hasDefaultPassword(windmill.store)) ? { email: ADMIN.email, password: DEFAULT_PASSWORD } : undefined,
  })
  site.route('/', pages)
  return site
}

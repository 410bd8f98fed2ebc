import type { Hono } from 'hono'
import { type ApiFetch, createApi, type Windmill } from './api/index.ts'
import { ADMIN, DEFAULT_PASSWORD, hasDefaultPassword } from './auth/index.ts'
import { createMcp } from './mcp/index.ts'

/** Everything that is served: the API, the tools of MCP, and the pages for people, which both stand on the API. */
export function createSite(windmill: Windmill): Hono {
  const site = createApi(windmill)
  const api = (request: Request) => site.fetch(request)
  site.route('/api/mcp/w/:workspace', createMcp(windmill, api))
  let pages: Promise<Hono> | undefined
  site.all('*', async (c, next) => {
    if (c.req.path.startsWith('/api/')) return next()
    pages ??= loadPages(windmill, api)
    return (await pages).fetch(c.req.raw)
  })
  return site
}

/** The pages are loaded when somebody first looks at one, so that a start need not wait for them. */
async function loadPages(windmill: Windmill, api: ApiFetch): Promise<Hono> {
  const { createPages } = await import('./pages/index.ts')
  return createPages({
    api,
    now: windmill.system.now,
    newId: windmill.system.uuid,
    firstLogin: async () =>
      (await hasDefaultPassword(windmill.store)) ? { email: ADMIN.email, password: DEFAULT_PASSWORD } : undefined,
  })
}

/**
 * Deployed scripts and flows as tools of the Model Context Protocol, at `/api/mcp/w/:workspace/mcp` (and `…/sse`, the older
 * address of the same). The token comes as Bearer or `?token=`, and needs a scope `mcp:…`.
 */
import { Hono } from 'hono'
import type { ApiFetch, Windmill } from '../api/index.ts'

/** The routes behind `/api/mcp/w/:workspace`. Tools are called by way of the API, which `fetch` answers. */
export function createMcp(windmill: Windmill, fetch: ApiFetch): Hono {
  const routes = new Hono()
  for (const address of ['/mcp', '/sse']) {
    routes.post(address, async (c) => {
      // The library is loaded when it is first wanted: most starts never want it.
      const { answer } = await import('./answer.ts')
      return answer(windmill, fetch, c)
    })
    // No session is kept, so there is nothing to listen to and nothing to end (as in Windmill).
    routes.on(['GET', 'DELETE'], address, (c) => c.text('Method Not Allowed', 405, { allow: 'POST' }))
  }
  return routes
}

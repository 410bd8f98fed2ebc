import type { Context, MiddlewareHandler, Next } from 'hono'
import { permissionDenied } from '../shared/errors.ts'

/**
 * Who may talk to a server that runs on somebody's own machine. A page of another site can make the browser send
 * requests here, and by way of DNS even under a name of its own; so requests are answered only under names of this
 * machine and of the server's own URL, and only to pages that came from there.
 */
export const originGuard =
  (baseUrl: () => string): MiddlewareHandler =>
  async (c, next) => {
    const own = hostOf(baseUrl())
    const host = hostOf(`http://${c.req.header('host') ?? new URL(c.req.url).host}`)
    if (!isOwn(host, own)) throw permissionDenied(`This server does not answer under the name ${host}`)
    const origin = c.req.header('origin')
    if (origin !== undefined && !isOwn(hostOf(origin), own) && !isBundle(c, origin)) {
      throw permissionDenied(`This server does not answer pages of ${origin}`)
    }
    return next()
  }

/** Routes that pages on other ports of this machine call, as Windmill lets any page (seen of its CORS layer). */
const OPEN_TO_PAGES = /^\/api\/(w\/[^/]+\/(jobs|jobs_u|apps_u)\/|r\/)/

/** CORS headers of job, webhook and trigger routes; `originGuard` has seen to who asks. */
export async function allowOtherPorts(c: Context, next: Next): Promise<Response | undefined> {
  if (!OPEN_TO_PAGES.test(c.req.path)) {
    await next()
    return undefined
  }
  const preflight = c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined
  if (!preflight) await next()
  const answer = preflight ? c.body(null, 200) : c.res
  answer.headers.set('access-control-allow-origin', '*')
  answer.headers.append('vary', 'origin, access-control-request-method, access-control-request-headers')
  if (!preflight) return undefined
  answer.headers.set('access-control-allow-methods', 'GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS')
  answer.headers.set('access-control-allow-headers', 'content-type, authorization')
  return answer
}

/** The name in a URL; undefined when it is none (`Origin: null`). */
function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

function isOwn(host: string | undefined, own: string | undefined): boolean {
  if (!host) return false
  return host === own || host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || LOOPBACK.test(host)
}

const LOOPBACK = /^127\.\d+\.\d+\.\d+$/

/** A raw app runs in a frame without an origin of its own; the bundle it loads is named by a secret. */
const isBundle = (c: Context, origin: string): boolean =>
  origin === 'null' && c.req.method === 'GET' && /\/apps_u\/get_data\//.test(c.req.path)

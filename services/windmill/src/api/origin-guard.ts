import type { Context, MiddlewareHandler, Next } from 'hono'
import { permissionDenied } from '../shared/errors.ts'

/**
 * Who may talk to a server that runs on somebody's own machine. A page of another site can make the browser send
 * requests here, and by way of DNS even under a name of its own; so requests are answered only under names of this
 * machine and of the server's own URL, and only to pages that came from there.
 */
export const originGuard = (baseUrl: () => string): MiddlewareHandler => {
  /** The host of the last request that was let in: the next comes under the same name, most of the time. */
  let known: string | undefined
  return async (c, next) => {
    const named = c.req.header('host') ?? new URL(c.req.url).host
    if (named !== known) {
      const host = hostOf(`http://${named}`)
      if (!isOwn(host, hostOf(baseUrl()))) throw permissionDenied(`This server does not answer under the name ${host}`)
      known = named
    }
    const origin = c.req.header('origin')
    if (origin !== undefined && !isOwn(hostOf(origin), hostOf(baseUrl())) && !isBundle(c, origin)) {
      throw permissionDenied(`This server does not answer pages of ${origin}`)
    }
    return next()
  }
}

/** Routes that pages on other ports of this machine call, as Windmill lets any page (seen of its CORS layer). */
const OPEN_TO_PAGES = /^\/api\/(w\/[^/]+\/(jobs|jobs_u|apps_u)\/|r\/)/

/**
 * CORS headers of job, webhook and trigger routes; `originGuard` has seen to who asks. They are for pages, which say where
 * they are from: an answer without them is made in half of the time, and a job's own calls are no page's.
 */
export async function allowOtherPorts(c: Context, next: Next): Promise<Response | undefined> {
  const preflight = c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined
  const fromPage = preflight || c.req.header('origin') !== undefined
  if (!fromPage || !OPEN_TO_PAGES.test(c.req.path)) {
    await next()
    return undefined
  }
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

import type { MiddlewareHandler } from 'hono'
import { csrf } from 'hono/csrf'
import { secureHeaders } from 'hono/secure-headers'

const SELF = ["'self'"]

/**
 * Headers of every page: nothing is loaded or sent but from and to this server, no script stands in a page, no other
 * page frames it. `formAction` adds an address that a form may lead to by way of a redirect.
 */
export const pageHeaders = (formAction: string[] = []): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: SELF,
      styleSrc: SELF,
      imgSrc: [...SELF, 'data:'],
      connectSrc: SELF,
      formAction: [...SELF, ...formAction],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
  })

/**
 * Headers of a page that holds a raw app. The app is code of the workspace with the rights of its visitor, as in
 * Windmill, and may load and call what it likes; yet no other site frames it, and no script stands in the page.
 */
export const appHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    scriptSrc: [...SELF, "'unsafe-eval'", "'wasm-unsafe-eval'", 'blob:', 'https:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: SELF,
  },
  crossOriginOpenerPolicy: 'same-origin-allow-popups',
  referrerPolicy: 'same-origin',
  xFrameOptions: 'SAMEORIGIN',
  strictTransportSecurity: false,
})

/** Sets headers on answers that have chosen no policy of their own. */
export const unlessChosen =
  (headers: MiddlewareHandler): MiddlewareHandler =>
  async (c, next) => {
    await next()
    if (!c.res.headers.has('content-security-policy')) await headers(c, async () => {})
  }

/**
 * What changes something is only answered to a page of this
 * very address: another port of the machine is another server.
 */
export const ownFormsOnly: MiddlewareHandler = csrf()

/** Pages show what changes and what is not for everybody. */
export const keepNothing: MiddlewareHandler = async (c, next) => {
  await next()
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
}

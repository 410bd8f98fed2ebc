import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { SESSION_MS } from '../auth/index.ts'

const NAME = 'token'

const attributes = (baseUrl: string) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: baseUrl.startsWith('https:') }) as const

/** Gives the browser a token that no script can read and no other site's page can send along. */
export function setSession(c: Context, baseUrl: string, token: string): void {
  setCookie(c, NAME, token, { ...attributes(baseUrl), maxAge: SESSION_MS / 1000 })
}

/** Takes the token away from the browser. */
export function endSession(c: Context, baseUrl: string): void {
  deleteCookie(c, NAME, attributes(baseUrl))
}

import type { Hono } from 'hono'
import { createSite } from '../../../../services/windmill/src/site.ts'
import { type ApiKit, openApi } from '../api/kit.ts'

/** An answer to a browser. */
export interface Page {
  status: number
  headers: Headers
  html: string
  /** What a reader sees of it: no tags, one space between words. */
  text: string
  /** Where it leads to, when it leads elsewhere. */
  location: string | null
}

export interface Browsing {
  /** The administrator's unless given, nobody's when null. */
  token?: string | null
  headers?: Record<string, string>
}

/** A test Windmill as browsers reach it, with the token as a cookie. */
export interface PagesKit extends ApiKit {
  site: Hono
  open(path: string, browsing?: Browsing): Promise<Page>
  /** Sends a form, as the page at `path` would. */
  submit(path: string, fields: Record<string, string | string[]>, browsing?: Browsing): Promise<Page>
}

export const ORIGIN = 'http://localhost'

export async function openPages(): Promise<PagesKit> {
  const kit = await openApi()
  const site = createSite(kit.windmill)
  const request = async (path: string, init: RequestInit, { token = kit.windmill.token, headers }: Browsing) => {
    const cookie: Record<string, string> = token === null ? {} : { cookie: `token=${token}` }
    const answer = await site.request(ORIGIN + path, { ...init, headers: { ...cookie, ...headers } })
    const html = await answer.text()
    const text = html
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&amp;', '&')
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replace(/\s+/g, ' ')
    return { status: answer.status, headers: answer.headers, html, text, location: answer.headers.get('location') }
  }
  return {
    ...kit,
    site,
    open: (path, browsing = {}) => request(path, {}, browsing),
    submit: (path, fields, browsing = {}) => {
      const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each]))
      const headers = { origin: ORIGIN, ...browsing.headers }
      return request(path, { method: 'POST', body: new URLSearchParams(pairs) }, { ...browsing, headers })
    },
  }
}

import type { Context } from 'hono'
import type { ApiFetch } from '../api/index.ts'
import { type ApiClient, apiFor } from './api-client.ts'

/** What pages stand on: the API, and a clock that says how long ago something was. */
export interface PagesOptions {
  /** Answers requests to the API. */
  api: ApiFetch
  /** Milliseconds since the epoch. */
  now(): number
  /** A new uuid, for a conversation that a form begins, or a secret that it is given. */
  newId(): string
  /** The first account's e-mail and password while nobody has changed it; shown where one logs in. */
  firstLogin?(): Promise<{ email: string; password: string } | undefined>
}

/** The API as the visitor of this request may use it. */
export const apiOf = (options: PagesOptions, c: Context): ApiClient => apiFor(options.api, c.req.raw)

/** An item's path in `…/:path{.+}`, and a path as a part of an address: slashes stay. */
export const pathOf = (c: Context): string => c.req.param('path') ?? ''
export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** An address with a query; what is undefined or empty is left out. */
export function href(path: string, query: Record<string, string | number | undefined>): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(set.map(([name, value]) => [name, String(value)]))
  return set.length > 0 ? `${path}?${search}` : path
}

/** The script of a page asks for it again, to replace what is live in it (`assets/page.js`): the rest is not looked at. */
export const isRefresh = (c: Context): boolean => c.req.header('x-refresh') !== undefined

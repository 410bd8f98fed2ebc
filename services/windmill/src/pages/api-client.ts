import { z } from 'zod'
import type { ApiFetch } from '../api/index.ts'

/** Rows of a list that are asked for at once. */
const ROWS_ASKED = 1000

/** An answer of the API that is no success. */
export class ApiFailure extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(text)
    this.name = 'ApiFailure'
    this.status = status
  }
}

/** The API as the visitor of a page may use it. Whatever is no success throws ApiFailure, with the API's own text. */
export interface ApiClient {
  /** The JSON at a path (`/w/tests/scripts/list`), as `schema` wants it. */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>
  /** As `get`, but undefined where there is nothing (404), or nothing that the visitor may see. */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>
  /** All rows of the list at a path, each as `schema` wants it, asked for page by page. */
  list<T>(path: string, schema: z.ZodType<T>): Promise<T[]>
  /** The text at a path. */
  text(path: string): Promise<string>
  /** Sends JSON; answers the response. */
  post(path: string, body?: unknown): Promise<Response>
}

/**
 * The API for whoever sent `request`: each call goes through the door that all clients use, with the visitor's own
 * cookie or Bearer token, and within the process. A page can so show nothing that its visitor could not ask for. The
 * `token` in a page's address is none of these: there it is the key of an approval.
 */
export function apiFor(fetch: ApiFetch, request: Request): ApiClient {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const headers = new Headers()
    for (const name of ['cookie', 'authorization', 'host']) {
      const value = request.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    if (body !== undefined) headers.set('content-type', 'application/json')
    const url = new URL(`/api${path}`, request.url)
    const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }
    const response = await fetch(new Request(url, init))
    if (!response.ok) throw new ApiFailure(response.status, await response.text())
    return response
  }
  const client: ApiClient = {
    get: async (path, schema) => schema.parse(await (await call('GET', path)).json()),
    find: async (path, schema) => {
      try {
        return await client.get(path, schema)
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 404) return undefined
        throw error
      }
    },
    list: async (path, schema) => {
      const rows = []
      for (let page = 1; ; page += 1) {
        const paging = `${path.includes('?') ? '&' : '?'}per_page=${ROWS_ASKED}&page=${page}`
        const more = await client.get(path + paging, z.array(schema))
        rows.push(...more)
        if (more.length < ROWS_ASKED) return rows
      }
    },
    text: async (path) => (await call('GET', path)).text(),
    post: (path, body) => call('POST', path, body),
  }
  return client
}

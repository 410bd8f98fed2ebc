import { OpenAPI } from 'windmill-client'
import { CodedError } from '../../../lib/errors.ts'

/** Windmill's API of this workspace, as a caller may use it: with their token, and so with their rights. */
export interface WindmillAs {
  /** Undefined when it is not there, or they may not see it. */
  get(path: string): Promise<unknown>
  /** The answer: JSON where it is, else its text. */
  post(path: string, body: object): Promise<unknown>
}

/**
 * Windmill as the owner of `token` sees it. Calls throw CodedError: `UNAUTHORIZED` when the token is not good any more,
 * `FORBIDDEN` when its owner or its scopes do not allow it, `WINDMILL_REFUSED` (details: status) otherwise. No message
 * holds the token.
 */
export function windmillAs(token: string): WindmillAs {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${OpenAPI.BASE}/w/${process.env.WM_WORKSPACE}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    })
    const text = await response.text()
    if (response.ok) return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
    if (response.status === 404 && method === 'GET') return undefined
    throw new CodedError(CODES[response.status] ?? 'WINDMILL_REFUSED', `Windmill does not allow this: ${text}`, {
      status: response.status,
    })
  }
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) }
}

const CODES: Record<number, string> = { 401: 'UNAUTHORIZED', 403: 'FORBIDDEN' }

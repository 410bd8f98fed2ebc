import type { JsonObject } from '../shared/json.ts'
import type { RequestPayload } from './request-payload.ts'

/**
 * The event that a preprocessor gets of a webhook: `kind`, `body`, `raw_string`, `headers` in lower case, `query`. The
 * token that the caller logged in with is a secret and is left out; Windmill hands it on.
 */
export function webhookEvent(request: Request, { body, raw_string }: RequestPayload): JsonObject {
  const { token, ...query } = queryOf(request)
  return { kind: 'webhook', body, raw_string: raw_string ?? null, headers: headersOf(request, true), query }
}

/** The route that a request came by. */
export interface CalledRoute {
  /** The path of the trigger. */
  trigger_path: string
  /** The route as it was deployed, `hello/:name`. */
  route: string
  /** The route as it was called, `hello/ada`. */
  path: string
  params: Record<string, string>
  /** Whether the caller's login is one to Windmill, and so nothing that a script may see. */
  windmillLogin: boolean
}

/** The event that a preprocessor gets of an HTTP trigger; parameters, query and headers are nowhere else. */
export function httpEvent(request: Request, payload: RequestPayload, called: CalledRoute): JsonObject {
  const { route, path, trigger_path, params } = called
  return {
    kind: 'http',
    route,
    path,
    trigger_path,
    method: request.method.toLowerCase(),
    params,
    query: queryOf(request),
    headers: headersOf(request, called.windmillLogin),
    body: payload.body,
    raw_string: payload.raw_string ?? null,
  }
}

const queryOf = (request: Request): Record<string, string> => Object.fromEntries(new URL(request.url).searchParams)

const LOGIN_HEADERS = ['authorization', 'cookie']

const headersOf = (request: Request, withoutLogin: boolean): Record<string, string> =>
  Object.fromEntries([...request.headers].filter(([name]) => !withoutLogin || !LOGIN_HEADERS.includes(name)))

import type { JsonObject } from '../shared/json.ts'
import type { RequestPayload } from './request-payload.ts'

/**
 * The event that a preprocessor gets of a webhook: `kind`, `body`, `raw_string`, `headers` in lower case, `query`. The
 * token that the caller logged in with is a secret and is left out; Windmill hands it on.
 */
export function webhookEvent(request: Request, { body, raw_string }: RequestPayload): JsonObject {
  const { token, ...query } = queryOf(request)
  return { kind: 'webhook', body, raw_string: raw_string ?? null, headers: withoutLogin(request.headers), query }
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
}

/**
 * The event that a preprocessor gets of an HTTP trigger; parameters, query and headers are nowhere else. All headers are
 * in it, as in Windmill, the caller's login too: it is how a route learns which user asks. The event is forgotten when the
 * preprocessor has made its arguments.
 */
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
    headers: Object.fromEntries(request.headers),
    body: payload.body,
    raw_string: payload.raw_string ?? null,
  }
}

const queryOf = (request: Request): Record<string, string> => Object.fromEntries(new URL(request.url).searchParams)

const LOGIN_HEADERS = ['authorization', 'cookie']

const withoutLogin = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !LOGIN_HEADERS.includes(name)))

import { cut } from './cut.ts'
import { CodedError } from './errors.ts'

export interface JsonRequest {
  /** (Default: GET, or POST with a body) */
  method?: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** (Default: 10 s) */
  timeoutMs?: number
}

const TIMEOUT_MS = 10_000
/** How much of an answer an error repeats. */
const SHOWN = 500

/** An answer of any status. */
export interface HttpAnswer {
  status: number
  headers: Headers
  text: string
}

/** What `url` answers, whatever its status. Throws CodedError: `HTTP_UNREACHABLE`, `HTTP_TIMEOUT`. */
export async function requestAnswer(url: string, request: JsonRequest = {}): Promise<HttpAnswer> {
  const { body, timeoutMs = TIMEOUT_MS } = request
  try {
    const response = await fetch(url, {
      method: methodOf(request),
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...request.headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (error) {
    if ((error as Error).name === 'TimeoutError')
      throw new CodedError('HTTP_TIMEOUT', `${url} did not answer within ${timeoutMs} ms.`, {}, { cause: error })
    const reason = connectionReason(error)
    throw new CodedError('HTTP_UNREACHABLE', `Cannot reach ${url} (${reason}).`, { reason }, { cause: error })
  }
}

const methodOf = ({ method, body }: JsonRequest) => method ?? (body === undefined ? 'GET' : 'POST')

/**
 * The JSON that `url` answers; null for an empty answer. Throws CodedError: `HTTP_UNREACHABLE`, `HTTP_TIMEOUT`,
 * `HTTP_STATUS` (details: status, body) for anything that is not 2xx, `HTTP_NOT_JSON`.
 */
export async function requestJson(url: string, request: JsonRequest = {}): Promise<unknown> {
  const { status, text } = await requestAnswer(url, request)
  if (status < 200 || status > 299)
    throw new CodedError('HTTP_STATUS', `${url} answered ${status} to ${methodOf(request)}: ${cut(text, SHOWN)}`, {
      status,
      body: cut(text, SHOWN),
    })
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    throw new CodedError('HTTP_NOT_JSON', `${url} answered something that is not JSON: ${cut(text, SHOWN)}`)
  }
}

/** Why a connection failed, in the system's own short word (`ECONNREFUSED`), which Node hides in causes and Bun does not. */
export function connectionReason(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') return code === 'ConnectionRefused' ? 'ECONNREFUSED' : code
  }
  return error instanceof Error ? error.message : String(error)
}

/** Which class of errors OpenAI's clients make of a status. */
const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'invalid_request_error',
  409: 'invalid_request_error',
  413: 'invalid_request_error',
  429: 'rate_limit_error',
}

/** An error as OpenAI's clients know them: `{error: {message, type, param, code}}`. */
export class OpenAiError extends Error {
  readonly status: number
  readonly code: string
  /** The field of the request that it is about. */
  readonly param: string | null

  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message)
    this.name = 'OpenAiError'
    this.status = status
    this.code = code
    this.param = param
  }

  get body() {
    const { message, code, param } = this
    return { error: { message, type: TYPES[this.status] ?? 'api_error', param, code } }
  }

  /** Clients try again by themselves after a 5xx; an agent that has run is not to run again unasked. */
  get headers(): Record<string, string> {
    return { 'x-should-retry': 'false' }
  }
}

/** Any thrown value as an OpenAiError. What nobody expected becomes a 500 without its text, which may hold data. */
export function toOpenAiError(error: unknown): OpenAiError {
  if (error instanceof OpenAiError) return error
  console.error(error)
  return new OpenAiError(500, 'internal', 'The hub failed on this request; see its log.')
}

/** What can go wrong, with the HTTP status that says so. */
export const ERROR_STATUS = {
  /** The request does not have the shape that the route asks for; `details` lists each fault. */
  BAD_REQUEST: 400,
  /** No publish token, or a wrong one. */
  UNAUTHORIZED: 401,
  /** The session token is missing, malformed, forged, expired or for another session. */
  BAD_SESSION_TOKEN: 401,
  /** A browser page that is not on the list of allowed origins. */
  FOREIGN_ORIGIN: 403,
  NOT_FOUND: 404,
  /** The body is larger than `messageBytes`. */
  TOO_LARGE: 413,
  /** A plain request to the WebSocket route. */
  UPGRADE_REQUIRED: 426,
  /** The session has `connectionsPerSession` connections. */
  SESSION_FULL: 429,
  INTERNAL: 500,
  /** The hub has `connections` connections, or is stopping. */
  UNAVAILABLE: 503,
  /** The options of `startHub` contradict each other or miss a secret. Never sent. */
  BAD_OPTIONS: 500,
  /** Another program listens on the port. Never sent. */
  PORT_IN_USE: 500,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** An error with a code and words that say what would have worked. */
export class HubError extends Error {
  readonly code: ErrorCode
  readonly details: unknown

  constructor(code: ErrorCode, message: string, details: unknown = null) {
    super(message)
    this.name = 'HubError'
    this.code = code
    this.details = details
  }

  get status(): (typeof ERROR_STATUS)[ErrorCode] {
    return ERROR_STATUS[this.code]
  }

  /** The body that every refused request gets: `{error: {code, message, details}}`. */
  get body() {
    return { error: { code: this.code, message: this.message, details: this.details } }
  }
}

/** Any thrown value as a HubError. What the hub did not expect becomes `INTERNAL`, without its text: it may hold data. */
export function toHubError(error: unknown): HubError {
  return error instanceof HubError ? error : new HubError('INTERNAL', 'The hub failed on this request; see its log.')
}

/**
 * What went wrong, in words that a caller can act on. Windmill answers errors as plain text that begins with the kind
 * of error ("Not found: …", "Bad request: …"), so the kind decides both the status and the first words.
 */
export const ERROR_KINDS = {
  /** The request cannot be understood or breaks a rule. */
  bad_request: { status: 400, prefix: 'Bad request: ' },
  /** No token at all: a bare text, as Windmill answers it. */
  unauthenticated: { status: 401, prefix: '' },
  /** A token that is not valid here. */
  not_authorized: { status: 401, prefix: 'Not authorized: ' },
  /** A valid token whose owner may not do this. */
  permission_denied: { status: 403, prefix: 'Permission denied: ' },
  /** No such item, or none that the caller may see. */
  not_found: { status: 404, prefix: 'Not found: ' },
  /** A body over the limit. */
  too_large: { status: 413, prefix: 'Payload too large: ' },
  /** Too many attempts in a short time. */
  too_many: { status: 429, prefix: 'Too many requests: ' },
  /** A part of Windmill that this server does not have. */
  not_supported: { status: 501, prefix: 'Not supported: ' },
  /** A fault of the server or of a job that it ran for the caller. */
  internal: { status: 500, prefix: 'Internal: ' },
  /** A job could not be carried out for reasons outside of its code (time limit, missing argument). */
  execution: { status: 500, prefix: 'execution error:\n' },
} as const

export type ErrorKind = keyof typeof ERROR_KINDS

/** An error with a kind; `api/errors.ts` is the one place that turns it into an HTTP answer. */
export class WindmillError extends Error {
  readonly kind: ErrorKind

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'WindmillError'
    this.kind = kind
  }

  get status(): number {
    return ERROR_KINDS[this.kind].status
  }

  /** The text that Windmill would send or keep as a job's error message. */
  get text(): string {
    return ERROR_KINDS[this.kind].prefix + this.message
  }
}

/** Errors of the kinds above; `message` says what is wrong and, where it can be known, what would do. */
export const badRequest = (message: string) => new WindmillError('bad_request', message)
export const notAuthorized = (message = 'Unauthorized') => new WindmillError('not_authorized', message)
export const permissionDenied = (message: string) => new WindmillError('permission_denied', message)
export const notFound = (message: string) => new WindmillError('not_found', message)
export const notSupported = (message: string) => new WindmillError('not_supported', message)

/** `notFoundAt('Script', 'path', 'f/a/b')` reads "Script not found at path f/a/b", as Windmill words it. */
export const notFoundAt = (item: string, by: 'path' | 'name' | 'id', where: string) =>
  notFound(`${item} not found at ${by} ${where}`)

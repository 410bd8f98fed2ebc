/** What an error says to programs and to people; the shape in which errors are stored, sent and answered. */
export interface ErrorRecord {
  code: string
  message: string
  details: Record<string, unknown>
}

/** An error with a code for programs and a message that says what would have worked. Windmill keeps both in `extra`. */
export class CodedError extends Error {
  override readonly name = 'CodedError'
  readonly code: string
  readonly details: Record<string, unknown>

  constructor(code: string, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/**
 * The record of anything that was thrown: a CodedError, the `error` of a failed job's result, a TaskError of
 * workflow-as-code (whose `result` is the failed job's, and stands in `extra` where the workflow failed with it), another
 * error or a text. What has no code gets `INTERNAL`, and its message says what class of error it was.
 */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  if (thrown instanceof CodedError) return { code: thrown.code, message: thrown.message, details: thrown.details }
  if (!isObject(thrown)) return { code: 'INTERNAL', message: String(thrown), details: {} }
  const { code, details, result } = isObject(thrown.extra) ? thrown.extra : thrown
  const job = isObject(result) ? result.error : undefined
  if (isObject(job)) return toErrorRecord(job)
  const step = typeof thrown.step_id === 'string' ? { step_id: thrown.step_id } : {}
  const message = typeof thrown.message === 'string' ? thrown.message : JSON.stringify(thrown)
  const isCoded = typeof code === 'string'
  return {
    code: isCoded ? code : 'INTERNAL',
    message: isCoded ? message : `${className(thrown.name)}${message}`,
    details: { ...(isObject(details) ? details : {}), ...step },
  }
}

/** `RangeError: `; nothing for names that say no more than that it is an error. */
const className = (name: unknown) => (typeof name === 'string' && !/^(?:Task)?Error$/.test(name) ? `${name}: ` : '')

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

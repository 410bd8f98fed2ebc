import { WindmillError } from '../shared/errors.ts'

/** What PostgreSQL says about an error, in the fields of its protocol. */
export interface DatabaseErrorFields {
  severity?: string
  message: string
  detail?: string
  hint?: string
  /** SQLSTATE, five characters. */
  code?: string
}

/** An error that the database answered, worded as Windmill words it (`datatable/error`, `datatable/constraint`). */
export class DatabaseError extends WindmillError {
  readonly sqlState: string

  constructor(fields: DatabaseErrorFields) {
    const lines = [`db error: ${fields.severity ?? 'ERROR'}: ${fields.message}`]
    if (fields.detail) lines.push(`DETAIL: ${fields.detail}`)
    if (fields.hint) lines.push(`HINT: ${fields.hint}`)
    super('internal', lines.join('\n'))
    this.name = 'DatabaseError'
    this.sqlState = fields.code ?? 'XX000'
  }
}

/** The error of a statement whose AbortSignal fired, the same for each engine; `cause` is the signal's reason. */
export function cancelled(signal: AbortSignal): DatabaseError {
  const error = new DatabaseError({ message: 'canceling statement due to user request', code: '57014' })
  error.cause = signal.reason
  return error
}

/** An argument or a value that Windmill's executor refuses before or after the database has seen it. */
export const cannotExecute = (message: string) => new WindmillError('execution', message)

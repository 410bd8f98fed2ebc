import * as wmill from 'windmill-client'

/** What writes SQL with values in it: `sql\`SELECT ${1}::int\`.fetch()`. */
export type Sql = ReturnType<typeof wmill.datatable>

/** The workspace's data table. */
export const dataTable = (): Sql => wmill.datatable('main')

/** Whether a statement failed because a row with the same key stands there (case `datatable/constraint`). */
export function isDuplicate(error: unknown): boolean {
  const { message = '', body = '' } = error as { message?: string; body?: unknown }
  return /duplicate key value/.test(`${message} ${typeof body === 'string' ? body : JSON.stringify(body)}`)
}

import * as wmill from 'windmill-client'

/** What writes SQL with values in it: `sql\`SELECT ${1}::int\`.fetch()`. */
export type Sql = ReturnType<typeof wmill.datatable>

/** The workspace's data table. */
export const dataTable = (): Sql => wmill.datatable('main')

/**
 * Runs a statement that adds rows under numbers or keys which another may take at the same time. Then it fails as a whole,
 * and finds those rows when it is run again.
 */
export async function addOnce<T>(statement: () => Promise<T>): Promise<T> {
  return await statement().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error
    return statement()
  })
}

/** Whether a statement failed because a row with the same key stands there (case `datatable/constraint`). */
export function isDuplicate(error: unknown): boolean {
  const { message = '', body = '' } = error as { message?: string; body?: unknown }
  return /duplicate key value/.test(`${message} ${typeof body === 'string' ? body : JSON.stringify(body)}`)
}

import * as wmill from 'windmill-client'
import { storable } from './storable.ts'

/** What writes SQL with values in it: `sql\`SELECT ${1}::int\`.fetch()`. */
export type Sql = ReturnType<typeof wmill.datatable>

/** The workspace's data table. Whatever text is written into a statement, PostgreSQL can keep it. */
export function dataTable(): Sql {
  const sql = wmill.datatable('main')
  const keep = (strings: TemplateStringsArray, ...values: unknown[]) => sql(strings, ...values.map(storable))
  const query: Sql['query'] = (text, ...values) => sql.query(text, ...values.map(storable))
  return Object.assign(keep, { raw: sql.raw, query }) as Sql
}

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

import { createRequire } from 'node:module'
import type pg from 'pg'
import { WindmillError } from '../shared/errors.ts'
import { type Engine, resetSession, type Session } from './engine.ts'
import { cancelled, DatabaseError } from './errors.ts'

/** The package, loaded when a server is wanted: it would take a tenth of each start. */
const driver = () => createRequire(import.meta.url)('pg') as typeof pg

/** Values stay the server's own text; `row-json.ts` reads them. */
const asText = { getTypeParser: () => (text: unknown) => text }

/**
 * A PostgreSQL server, behind a pool of connections; a session is one of them, so sessions run side by side. A
 * cancelled statement is cancelled in the server, from a connection of its own.
 */
export function createPostgresEngine(url: string): Engine {
  const { Client, Pool } = driver()
  const pool = new Pool({ connectionString: url, max: 10, types: asText, application_name: 'millwright' })
  // A connection that breaks while nobody uses it is replaced by the pool; the next statement reports a lasting fault.
  pool.on('error', () => undefined)

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await pool.connect()
    } catch (error) {
      throw new WindmillError(
        'internal',
        `The data table's PostgreSQL (${address(url)}) cannot be reached: ${reasonOf(error)}`,
      )
    }
  }

  async function cancel(client: pg.PoolClient): Promise<void> {
    const { processID } = client as pg.PoolClient & { processID: number }
    const canceller = new Client({ connectionString: url })
    try {
      await canceller.connect()
      await canceller.query('SELECT pg_cancel_backend($1)', [processID])
    } finally {
      await canceller.end()
    }
  }

  async function session<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw cancelled(signal)
    const client = await connect()
    const ran: string[] = []
    let cancelling: Promise<void> | undefined
    const abort = () => {
      cancelling = cancel(client).catch(() => undefined)
    }
    const send: Session['run'] = async (sql, params = []) => {
      ran.push(sql)
      try {
        const query = { text: sql, values: params, rowMode: 'array' as const, queryMode: 'extended' }
        const { fields, rows } = await client.query<(string | null)[]>(query)
        return { columns: fields.map((field) => ({ name: field.name, type: field.dataTypeID })), rows }
      } catch (error) {
        throw translate(error)
      }
    }
    const run: Session['run'] = async (sql, params) => {
      if (signal?.aborted) throw cancelled(signal)
      return await send(sql, params)
    }
    let broken = false
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return await work({ run })
    } finally {
      signal?.removeEventListener('abort', abort)
      await cancelling
      try {
        await resetSession({ run: send }, client.getTransactionStatus() !== 'I', ran)
      } catch {
        broken = true
      }
      client.release(broken)
    }
  }

  return {
    start: () => session(async ({ run }) => void (await run('SELECT 1'))),
    statement: (sql, params, signal) => session(({ run }) => run(sql, params), signal),
    session,
    stop: () => pool.end(),
  }
}

function translate(error: unknown): Error {
  if (!(error instanceof driver().DatabaseError)) return new WindmillError('internal', `db error: ${reasonOf(error)}`)
  const { severity, message, detail, hint, code } = error
  return new DatabaseError({
    message,
    ...(severity && { severity }),
    ...(detail && { detail }),
    ...(hint && { hint }),
    ...(code && { code }),
  })
}

/** An AggregateError (several addresses, none of which answers) has no message of its own. */
const reasonOf = (error: unknown) =>
  error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code || error.name : String(error)

/** The URL's host and database, without user and password. */
function address(url: string): string {
  try {
    const { host, pathname } = new URL(url)
    return host + pathname
  } catch {
    return 'its URL is not one: postgres://user:password@host:5432/database is'
  }
}

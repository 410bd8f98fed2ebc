import type Database from 'libsql'
import type { Json } from '../shared/json.ts'
import { storeFault } from './fault.ts'

/** An open SQLite database (the `libsql` package, which answers at once: no promise is needed). */
export type Connection = Database.Database

type Param = Json | undefined | Uint8Array
type Params = Record<string, Param>

/** One SQL statement, ready to be used on any connection. */
export interface Query<P extends object | undefined, R> {
  /** The first row, or undefined. */
  one(connection: Connection, params: P): R | undefined
  all(connection: Connection, params: P): R[]
  /** Runs it and answers how many rows it changed. */
  run(connection: Connection, params: P): number
}

/** Which columns and parameters are not what SQLite stores: JSON is text there, a boolean 0 or 1. */
export interface Shape {
  json?: readonly string[]
  bool?: readonly string[]
}

const prepared = new WeakMap<Connection, Map<string, Database.Statement>>()

function prepare(connection: Connection, sql: string): Database.Statement {
  const statements = prepared.get(connection) ?? new Map<string, Database.Statement>()
  prepared.set(connection, statements)
  const statement = statements.get(sql) ?? connection.prepare(sql)
  statements.set(sql, statement)
  return statement
}

/**
 * A statement with named parameters (`:name`), prepared once per connection. Columns and parameters named in `shape`
 * are turned from and into JSON and booleans; a parameter that is undefined is stored as NULL, and so is a JSON
 * parameter that is undefined (a JSON null is stored as the text `null`).
 */
export function query<P extends object | undefined, R extends object = Record<string, never>>(
  sql: string,
  shape: Shape = {},
): Query<P, R> {
  const json = shape.json ?? []
  const bool = shape.bool ?? []

  const encode = (params: object | undefined): Params => {
    const encoded: Params = {}
    for (const [name, value] of Object.entries(params ?? {})) {
      if (value === undefined) encoded[name] = null
      else if (json.includes(name)) encoded[name] = JSON.stringify(value)
      else encoded[name] = typeof value === 'boolean' ? Number(value) : value
    }
    return encoded
  }
  const decode = (row: Record<string, unknown>): R => {
    for (const name of json) if (typeof row[name] === 'string') row[name] = JSON.parse(row[name] as string)
    for (const name of bool) if (row[name] !== undefined && row[name] !== null) row[name] = row[name] === 1
    return row as R
  }

  // `all` serves `one` too, because libsql adds a field of its own to the row that `get` answers.
  const rows = (connection: Connection, params: P) =>
    attempt(() => prepare(connection, sql).all(encode(params)) as Record<string, unknown>[]).map(decode)
  return {
    one: (connection, params) => rows(connection, params)[0],
    all: (connection, params) => rows(connection, params),
    run: (connection, params) => attempt(() => prepare(connection, sql).run(encode(params)).changes),
  }
}

/** Runs a statement; a disk that is full, or a file that cannot be read any more, becomes a StoreError. */
function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeFault(error)
  }
}

import type Database from 'libsql'
import type { Json } from '../shared/json.ts'
import { storeFault } from './fault.ts'

/** An open SQLite database (the `libsql` package, which answers at once: no promise is needed). */
export type Connection = Database.Database

type Param = Json | Uint8Array
type Params = Record<string, Param>
type Value = string | number | Uint8Array | null

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

/** A statement that a connection has prepared, and the names of the columns of its rows. */
interface Prepared {
  statement: Database.Statement
  columns: string[]
}

const prepared = new WeakMap<Connection, Map<string, Prepared>>()

/** Rows come as lists: libsql takes twice as long to make objects of them. */
function prepare(connection: Connection, sql: string): Prepared {
  const statements = prepared.get(connection) ?? new Map<string, Prepared>()
  prepared.set(connection, statements)
  const known = statements.get(sql)
  if (known) return known
  const statement = connection.prepare(sql)
  if (statement.reader) statement.raw()
  const made = { statement, columns: statement.columns().map(({ name }) => name) }
  statements.set(sql, made)
  return made
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
  const json = new Set(shape.json)
  const bool = new Set(shape.bool)

  const encode = (params: object | undefined): Params => {
    const encoded: Params = {}
    for (const [name, value] of Object.entries(params ?? {})) {
      if (value === undefined) encoded[name] = null
      else if (json.has(name)) encoded[name] = JSON.stringify(value)
      else encoded[name] = typeof value === 'boolean' ? Number(value) : value
    }
    return encoded
  }
  const valueFrom = (name: string, stored: Value): unknown => {
    if (typeof stored === 'string') return json.has(name) ? JSON.parse(stored) : stored
    return stored !== null && bool.has(name) ? stored === 1 : stored
  }
  const decode = (columns: string[], stored: Value[]): R => {
    const row: Record<string, unknown> = {}
    columns.forEach((name, index) => {
      row[name] = valueFrom(name, stored[index]!)
    })
    return row as R
  }

  const one = (connection: Connection, params: P): R | undefined => {
    const { statement, columns } = prepare(connection, sql)
    const row = statement.get(encode(params)) as Value[] | undefined
    return row && decode(columns, row)
  }
  const all = (connection: Connection, params: P): R[] => {
    const { statement, columns } = prepare(connection, sql)
    return (statement.all(encode(params)) as Value[][]).map((row) => decode(columns, row))
  }
  return {
    one: (connection, params) => attempt(() => one(connection, params)),
    all: (connection, params) => attempt(() => all(connection, params)),
    run: (connection, params) => attempt(() => prepare(connection, sql).statement.run(encode(params)).changes),
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

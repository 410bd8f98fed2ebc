import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import type { Connection } from './sql.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations/', import.meta.url))

/** The data folder cannot be used as it is; the message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** What everything that the embedded Windmill keeps is kept in. */
export interface Store {
  readonly connection: Connection
  /** Runs `work` so that all of its statements take effect or none does. Nested calls join the outer one. */
  transaction<T>(work: () => T): T
  /** Runs `action` once what is under way has been committed; at once when nothing is. It is dropped by a rollback. */
  afterCommit(action: () => void): void
  close(): void
}

/**
 * Opens the store in `folder` (made when missing), or in memory when there is none, and brings its tables up to date.
 * The database is in WAL mode with `synchronous=NORMAL`: what was acknowledged outlives the end of the process, though
 * not always a loss of power. Throws StoreError when the folder was written by a newer version or cannot be opened.
 */
export function openStore(folder?: string): Store {
  const connection = connect(folder)
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;')
  migrate(connection, folder)

  let open = false
  let afterwards: (() => void)[] = []
  return {
    connection,
    transaction: (work) => {
      if (open) return work()
      connection.exec('BEGIN IMMEDIATE')
      open = true
      let value: ReturnType<typeof work>
      try {
        value = work()
        connection.exec('COMMIT')
      } catch (error) {
        afterwards = []
        if (connection.inTransaction) connection.exec('ROLLBACK')
        throw error
      } finally {
        open = false
      }
      const actions = afterwards
      afterwards = []
      for (const action of actions) action()
      return value
    },
    afterCommit: (action) => {
      if (open) afterwards.push(action)
      else action()
    },
    close: () => connection.close(),
  }
}

function connect(folder?: string): Connection {
  if (!folder) return new Database(':memory:')
  try {
    mkdirSync(folder, { recursive: true })
    return new Database(join(folder, 'windmill.sqlite'))
  } catch (error) {
    throw new StoreError(
      `The data folder ${folder} cannot be opened (${(error as Error).message}). Give another with --data.`,
    )
  }
}

/** Applies the numbered files of `migrations/` that the database has not seen yet, each in a transaction. */
function migrate(connection: Connection, folder?: string): void {
  const files = existsSync(MIGRATIONS)
    ? readdirSync(MIGRATIONS)
        .filter((name) => name.endsWith('.sql'))
        .sort()
    : []
  const [{ user_version: version }] = connection.prepare('PRAGMA user_version').all() as [{ user_version: number }]
  if (version > files.length) {
    throw new StoreError(
      `The data folder ${folder} was written by a newer version of Millwright (schema ${version}, this one knows ${files.length}). ` +
        'Update Millwright, or start with another folder: --data DIR.',
    )
  }
  for (const [index, file] of files.entries()) {
    if (index < version) continue
    connection.exec('BEGIN')
    try {
      connection.exec(readFileSync(join(MIGRATIONS, file), 'utf8'))
      connection.exec(`PRAGMA user_version = ${index + 1}`)
      connection.exec('COMMIT')
    } catch (error) {
      connection.exec('ROLLBACK')
      throw new StoreError(`Migration ${file} failed: ${(error as Error).message}`)
    }
  }
}

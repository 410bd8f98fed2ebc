import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { storeFault } from './fault.ts'
import { lockFolder } from './lock.ts'
import { migrate, refuseNewer } from './migrate.ts'
import type { Connection } from './sql.ts'

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
 * not always a loss of power. The folder is this store's alone until it is closed or the process ends, however it does.
 * Throws StoreError when another server has the folder, when a newer version wrote it, or when it cannot be read or
 * written; then nothing in it has been changed.
 */
export function openStore(folder?: string): Store {
  const { connection, close } = connect(folder)
  try {
    refuseNewer(connection, folder)
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    migrate(connection)
  } catch (error) {
    close()
    throw storeFault(error, folder)
  }

  let open = false
  let afterwards: (() => void)[] = []
  return {
    connection,
    transaction: (work) => {
      if (open) return work()
      let value: ReturnType<typeof work>
      try {
        connection.exec('BEGIN IMMEDIATE')
        open = true
        value = work()
        connection.exec('COMMIT')
      } catch (error) {
        afterwards = []
        if (connection.inTransaction) connection.exec('ROLLBACK')
        throw storeFault(error)
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
    close,
  }
}

/** Opens the database in a folder that nobody else has, or one in memory. */
function connect(folder?: string): { connection: Connection; close(): void } {
  if (!folder) {
    const connection = new Database(':memory:')
    return { connection, close: () => connection.close() }
  }
  let unlock = () => {}
  try {
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'windmill.sqlite')
    // SQLite would tell no more than that it cannot open the file.
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK)
    unlock = lockFolder(folder)
    const connection = new Database(file)
    const close = () => {
      connection.close()
      unlock()
    }
    return { connection, close }
  } catch (error) {
    unlock()
    throw storeFault(error, folder, 'unreadable')
  }
}

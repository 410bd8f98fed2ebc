import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { WindmillError } from '../shared/errors.ts'

/** The major version of PostgreSQL that PGlite is built from; a folder of another one cannot be opened. */
const POSTGRES_MAJOR = '18'

/** A data folder that this process has to itself. */
export interface Folder {
  /** Where PGlite keeps its files. */
  dataDir: string
  /** To be called once PGlite has started on it: what is there now is worth keeping. */
  started(): void
  release(): void
}

/**
 * Takes a data folder: makes it where it is missing and locks it against other processes. The lock is SQLite's, so
 * that it goes with the process however that ends; PGlite has none of its own. A first start that was cut short, of
 * which nothing can have been acknowledged, is thrown away. Throws an internal WindmillError that says what is wrong.
 */
export function takeFolder(dir: string): Folder {
  const dataDir = join(dir, 'pglite')
  const mark = join(dir, 'initialised')
  let lock: Database.Database | undefined
  try {
    mkdirSync(dir, { recursive: true })
    lock = new Database(join(dir, 'lock.db'))
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    if (!existsSync(mark)) rmSync(dataDir, { recursive: true, force: true })
    else checkVersion(dataDir)
  } catch (error) {
    lock?.close()
    throw cannotOpen(dir, error)
  }
  return { dataDir, started: () => writeFileSync(mark, ''), release: () => lock.close() }
}

function checkVersion(dataDir: string): void {
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()
  if (version === POSTGRES_MAJOR) return
  throw new Error(`it was written by PostgreSQL ${version}, and this PGlite is PostgreSQL ${POSTGRES_MAJOR}`)
}

/** Says that the folder cannot be used, why, and what to do. */
export function cannotOpen(dir: string, reason: unknown): WindmillError {
  const busy = reason instanceof Error && 'code' in reason && reason.code === 'SQLITE_BUSY'
  const why = busy
    ? 'another process uses it; stop that one'
    : reason instanceof Error
      ? reason.message
      : String(reason)
  return new WindmillError(
    'internal',
    `The data table's folder ${dir} cannot be opened: ${why}, or choose another folder.`,
  )
}

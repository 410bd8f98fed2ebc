import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StoreError } from './fault.ts'
import type { Connection } from './sql.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations/', import.meta.url))

/** The numbered files that make the tables, the first first. */
const migrationFiles = (): string[] =>
  readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()

/** How many of them the database has seen. */
function versionOf(connection: Connection): number {
  const [row] = connection.prepare('PRAGMA user_version').all() as [{ user_version: number }]
  return row.user_version
}

/** Throws StoreError when the database in `folder` has seen migrations that are not known here. */
export function refuseNewer(connection: Connection, folder?: string): void {
  const version = versionOf(connection)
  const known = migrationFiles().length
  if (version <= known) return
  throw new StoreError(
    'newer',
    `The data folder ${folder} was written by a newer version of Millwright (schema ${version}, this one knows ${known}). ` +
      'Update Millwright, or give another folder: --data DIR.',
  )
}

/** Applies the migrations that the database has not seen yet, each in a transaction. */
export function migrate(connection: Connection): void {
  const version = versionOf(connection)
  for (const [index, file] of migrationFiles().entries()) {
    if (index < version) continue
    connection.exec('BEGIN')
    try {
      connection.exec(readFileSync(join(MIGRATIONS, file), 'utf8'))
      connection.exec(`PRAGMA user_version = ${index + 1}`)
      connection.exec('COMMIT')
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK')
      throw error
    }
  }
}

import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database from 'libsql'
import { storeFault } from './fault.ts'
import { lockFolder } from './lock.ts'
import { refuseNewer } from './migrate.ts'

/**
 * Throws the StoreError that a server would start with in a data folder; nothing when it would start. It changes nothing
 * of what is kept there, and makes no folder.
 */
export function checkDataFolder(folder: string): void {
  try {
    const { R_OK, W_OK, X_OK } = constants
    accessSync(firstThatExists(resolve(folder)), R_OK | W_OK | X_OK)
    const file = join(folder, 'windmill.sqlite')
    if (!existsSync(file)) return
    accessSync(file, R_OK | W_OK)
    const unlock = lockFolder(folder)
    try {
      const connection = new Database(file)
      try {
        refuseNewer(connection, folder)
      } finally {
        connection.close()
      }
    } finally {
      unlock()
    }
  } catch (error) {
    throw storeFault(error, folder, 'unreadable')
  }
}

/** The folder, or the one around it in which it would be made. */
const firstThatExists = (folder: string): string => (existsSync(folder) ? folder : firstThatExists(dirname(folder)))

import { join } from 'node:path'
import Database from 'libsql'

/**
 * Takes a folder for this process alone; answers how to give it back. The lock is one of SQLite's on a file of its own,
 * so it goes with the process however that ends. Throws SQLite's error when another process, or this one, has it.
 */
export function lockFolder(folder: string): () => void {
  const lock = new Database(join(folder, 'lock.db'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw error
  }
  return () => lock.close()
}

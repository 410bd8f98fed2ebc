import { StoreError } from './store/index.ts'

/**
 * Has the process end, with status 1, when something fails that no caller can be told of: the end of a job that the disk
 * has no space for, say. What the store cannot write is one line, anything else its stack. The next start goes on from
 * what was written: that is what makes ending safe.
 */
export function endOnFault(): void {
  process.on('uncaughtException', (error) => {
    console.error(error instanceof StoreError ? error.message : error)
    process.exit(1)
  })
}

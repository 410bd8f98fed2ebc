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

/**
 * Runs a command that serves. What fails before it does is one line and status 1; what fails afterwards, see `endOnFault`.
 */
export async function runServer(main: () => Promise<void>): Promise<void> {
  endOnFault()
  try {
    await main()
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}

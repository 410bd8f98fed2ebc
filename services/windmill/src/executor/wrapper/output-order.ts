let used = false

/**
 * Puts all that JavaScript prints on one stream, so that its order is kept, and notices when a script takes
 * `process.stdout` itself: what it writes there may still be on its way when the script has ended.
 */
export function keepOutputInOrder(): void {
  console.error = console.log
  console.warn = console.log
  const stdout = Object.getOwnPropertyDescriptor(process, 'stdout')!
  const take = () => {
    used = true
    return stdout.get ? stdout.get.call(process) : stdout.value
  }
  for (const name of ['stdout', 'stderr']) Object.defineProperty(process, name, { configurable: true, get: take })
}

/** Whether the script took `process.stdout`. */
export const stdoutWasTaken = (): boolean => used

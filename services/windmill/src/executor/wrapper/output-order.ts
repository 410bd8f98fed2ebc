/** What goes through the console goes to one stream, so that its order is kept. */
export function keepConsoleInOrder(): void {
  console.error = console.log
  console.warn = console.log
}

/**
 * The same for a script that writes to the streams themselves. Not for others, because merely looking at them makes Bun
 * load its streams: 9 ms.
 */
export function keepStreamsInOrder(): void {
  Object.defineProperty(process, 'stderr', { configurable: true, value: process.stdout })
}

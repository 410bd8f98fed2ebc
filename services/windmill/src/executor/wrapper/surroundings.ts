import { writeFileSync } from 'node:fs'
import { keepConsoleInOrder } from './output-order.ts'

/** What holds in every process of a job before its first line of code runs. */
export function prepare(): void {
  keepConsoleInOrder()
  // A bigint in a result becomes its digits (case `script/bigint-result`).
  Object.defineProperty(BigInt.prototype, 'toJSON', {
    configurable: true,
    writable: true,
    value(this: bigint) {
      return this.toString()
    },
  })
  // When memory runs out, the machine is to end a job and not the server. Not every system lets it say so.
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {}
}

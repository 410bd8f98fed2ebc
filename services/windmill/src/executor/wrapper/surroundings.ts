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
}

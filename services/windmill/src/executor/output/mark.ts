/** Begins the mark that a process prints when a job has printed all it will. */
const FIRST = 0

/** What is printed for a job's secret `name`: unlikely in any output, and not known to other jobs. */
export const markOf = (name: string) => `\0${name}\n`

/**
 * Passes on what comes before the mark and tells when it came. A piece that may be the beginning of the mark waits for
 * the next one.
 */
export function untilMark(mark: string, onOutput: (chunk: Buffer) => void, onMark: () => void) {
  const wanted = Buffer.from(mark)
  let held: Buffer | undefined
  return {
    push(piece: Buffer): void {
      const chunk = held ? Buffer.concat([held, piece]) : piece
      held = undefined
      const at = chunk.indexOf(wanted)
      const cut = at === -1 ? possibleStart(chunk, wanted.length) : at
      if (cut > 0) onOutput(chunk.subarray(0, cut))
      if (at !== -1) onMark()
      else if (cut < chunk.length) held = chunk.subarray(cut)
    },
    /** Passes on what was held for a mark that did not come. */
    finish(): void {
      if (held) onOutput(held)
      held = undefined
    },
  }
}

/** Where the mark may have begun without being whole; the end when it has not. */
function possibleStart(chunk: Buffer, length: number): number {
  const start = chunk.lastIndexOf(FIRST)
  return start === -1 || chunk.length - start >= length ? chunk.length : start
}

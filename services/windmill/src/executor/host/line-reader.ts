/**
 * Makes lines of what comes in pieces. Lines wait until there is a listener; a new listener takes the place of the last.
 * `onTooLong` is called when a line grows over `longest` bytes.
 */
export function createLineReader(longest: number, onTooLong: () => void) {
  const pieces: Buffer[] = []
  const waiting: string[] = []
  let length = 0
  let listener: ((line: string) => void) | undefined

  return {
    listen(wanted: (line: string) => void): void {
      listener = wanted
      for (const line of waiting.splice(0)) wanted(line)
    },
    push(chunk: Buffer): void {
      let rest = chunk
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
        pieces.push(rest.subarray(0, end))
        const line = Buffer.concat(pieces.splice(0)).toString()
        rest = rest.subarray(end + 1)
        length = 0
        if (listener) listener(line)
        else waiting.push(line)
      }
      if (rest.length === 0) return
      pieces.push(rest)
      length += rest.length
      if (length > longest) onTooLong()
    },
  }
}

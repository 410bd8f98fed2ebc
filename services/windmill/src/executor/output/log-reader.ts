import { StringDecoder } from 'node:string_decoder'

const STREAM = 'WM_STREAM: '
/** Bytes after the cap that are still read and dropped; a job that prints even more is ended. */
const PATIENCE = 16

export interface LogReaderOptions {
  maxBytes: number
  onLog(text: string): void
  onStream(text: string): void
  /** The job prints without end. */
  onEndless(): void
}

/**
 * Reads what a job prints: lines that begin with `WM_STREAM: ` go to the stream, their newlines restored, all else to the
 * log, up to `maxBytes` and then a line that says so. Keeps the last lines for the error of a job that ends badly.
 */
export function createLogReader({ maxBytes, onLog, onStream, onEndless }: LogReaderOptions) {
  const decoder = new StringDecoder('utf8')
  let pending = ''
  let atLineStart = true
  let read = 0
  let tail = ''

  function log(text: string): void {
    if (text === '') return
    tail = (tail + text).slice(-16384)
    onLog(text)
  }

  /** A line that may still become a stream line waits until it is whole; all else is passed on as it comes. */
  function take(text: string): void {
    pending += text
    let out = ''
    for (;;) {
      const end = pending.indexOf('\n')
      if (atLineStart && pending.startsWith(STREAM)) {
        if (end === -1) break
        onStream(pending.slice(STREAM.length, end).replaceAll('\\n', '\n'))
        pending = pending.slice(end + 1)
        continue
      }
      if (end === -1) {
        if (atLineStart && STREAM.startsWith(pending)) break
        out += pending
        atLineStart = atLineStart && pending === ''
        pending = ''
        break
      }
      out += pending.slice(0, end + 1)
      pending = pending.slice(end + 1)
      atLineStart = true
    }
    log(out)
  }

  return {
    push(chunk: Buffer): void {
      const before = read
      read += chunk.length
      if (before < maxBytes) take(decoder.write(read > maxBytes ? chunk.subarray(0, maxBytes - before) : chunk))
      if (before <= maxBytes && read > maxBytes) {
        take(decoder.end())
        log(`\n--- the log is cut here: it is longer than ${maxBytes} bytes ---\n`)
      }
      if (before <= maxBytes * PATIENCE && read > maxBytes * PATIENCE) onEndless()
    },
    /** Takes what is left when the job has ended. */
    finish(): void {
      const rest = read <= maxBytes ? decoder.end() : ''
      take(rest)
      if (!pending) return
      if (pending.startsWith(STREAM)) onStream(pending.slice(STREAM.length).replaceAll('\\n', '\n'))
      else log(pending)
      pending = ''
    },
    /** The end of the log, at most `lines` lines. */
    lastLines: (lines: number) => tail.trimEnd().split('\n').slice(-lines).join('\n'),
  }
}

import { readSync, writeSync } from 'node:fs'
import type { Answer, JobMessage } from './messages.ts'

const PIPE = 3
const STDOUT = 1

/** Tells the server that the process waits for a job. */
export const tellReady = (): void => writeAll(PIPE, '\n')

/** Waits for the one message that holds the job; undefined when the server has gone. */
export function readJob(): JobMessage | undefined {
  const chunk = Buffer.allocUnsafe(65536)
  const pieces: Buffer[] = []
  for (;;) {
    const length = readSync(PIPE, chunk, 0, chunk.length, null)
    if (length === 0) return undefined
    const end = chunk.subarray(0, length).indexOf(10)
    pieces.push(Buffer.from(chunk.subarray(0, end === -1 ? length : end)))
    if (end !== -1) return JSON.parse(Buffer.concat(pieces).toString())
  }
}

const noUndefined = (_key: string, value: unknown) => (value === undefined ? null : value)

/**
 * An answer as text. As in Windmill, a returned value keeps its undefined fields as null (case `script/args`), an error
 * loses them (`script/throws-string`), and NUL characters are left out, since no database text can hold them.
 */
export function encode(answer: Answer): string {
  const kept = answer.type !== 'threw' && answer.type !== 'not_loaded'
  const mem_peak_kb = Math.round(process.resourceUsage().maxRSS)
  const text = JSON.stringify({ ...answer, mem_peak_kb }, kept ? noUndefined : undefined)
  return text.includes('\\u0000') ? text.replace(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1') : text
}

/** Writes an answer, all of it, before it returns. */
export const answer = (text: string): void => writeAll(PIPE, `${text}\n`)

/** Prints the mark that ends what a job prints. */
export const printMark = (mark: string): void => writeAll(STDOUT, mark)

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

import type { Answer, JobMessage } from './messages.ts'

/*
 * What a job's process and the server say to each other, in lines on pipe 3. Without `node:fs`, because loading it takes a
 * job's process longer than all else that it does before its script runs: 2.7 ms, of 9 ms that a small job takes in all.
 */

interface Sink {
  write(text: string): unknown
  flush(): unknown
}

declare const Bun: { file(descriptor: number): { stream(): ReadableStream<Uint8Array>; writer(): Sink } }

const pipe = Bun.file(3)
const sink = pipe.writer()
/** Bun's own, which writes at once and waits until it has; a script may put another in its place. */
const print = console.log

/** Tells the server that the process waits for a job. */
export const tellReady = (): Promise<void> => answer('')

/** Waits for the one message that holds the job; undefined when the server has gone. Nothing is read after it. */
export async function readJob(): Promise<JobMessage | undefined> {
  const reader = pipe.stream().getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { value } = await reader.read()
    if (!value) return undefined
    text += decoder.decode(value, { stream: true })
    if (value.at(-1) === NEWLINE) break
  }
  // A reader that waits for more would keep a script alive that has nothing left to do.
  await reader.cancel()
  return JSON.parse(text)
}

const NEWLINE = 10

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

/** Writes an answer. It is all written when the promise is fulfilled. */
export async function answer(text: string): Promise<void> {
  sink.write(`${text}\n`)
  await sink.flush()
}

/** Prints the mark that ends what a job prints; it is a line. */
export const printMark = (mark: string): void => print(mark.slice(0, -1))

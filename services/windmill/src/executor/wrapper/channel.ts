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

/** The jobs that the server sends, until it has gone. Nothing is read after the one at which a reader stops. */
export async function* readJobs(): AsyncGenerator<JobMessage> {
  const reader = pipe.stream().getReader()
  const decoder = new TextDecoder()
  let pending = ''
  try {
    for (;;) {
      const { value } = await reader.read()
      if (!value) return
      pending += decoder.decode(value, { stream: true })
      // A message of megabytes comes in many pieces, and is looked at when it may have ended.
      if (!value.includes(NEWLINE)) continue
      const lines = pending.split('\n')
      pending = lines.pop()!
      for (const line of lines) yield JSON.parse(line)
    }
  } finally {
    // A reader that waits for more would keep a script alive that has nothing left to do. It is let go of late, because
    // Bun starts two threads for that, and most jobs are over before.
    setTimeout(() => void reader.cancel(), LET_GO_MS).unref()
  }
}

/** Waits for one job; undefined when the server has gone. */
export async function readJob(): Promise<JobMessage | undefined> {
  for await (const job of readJobs()) return job
  return undefined
}

const NEWLINE = 10
const LET_GO_MS = 500

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

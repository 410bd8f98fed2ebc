import type { ProcessEnd } from './frames.ts'
import { createLineReader } from './line-reader.ts'

/** A process that runs code of a job, in a process group of its own. */
export interface JobProcess {
  /** 0 until it has started. */
  readonly pid: number
  /** One line of JSON, on pipe 3. */
  send(message: unknown): void
  /** Hears what the process prints; nothing is lost before the first listener. Returns how to stop listening. */
  onOutput(listener: (chunk: Buffer) => void): () => void
  /** Hears the lines that the process writes on pipe 3, one listener at a time. */
  onLine(listener: (line: string) => void): void
  /** Ends the process and its group at once. */
  kill(): void
  /** When it is known which pid it has; 0 when it could not be started. */
  readonly started: Promise<number>
  /** When the process has written its first line: it waits for its job. */
  readonly ready: Promise<void>
  /** When the process is gone and all it printed has been heard. */
  readonly ended: Promise<ProcessEnd>
}

/** Bytes of one answer; more end the process. */
const LONGEST_LINE = 128 * 1024 * 1024

/** A process as the server sees it, and what is told of it by the host. */
export function createRemoteProcess(host: { send(text: string): void; kill(): void }) {
  const lines = createLineReader(LONGEST_LINE, host.kill)
  const unheard: Buffer[] = []
  let listener: ((chunk: Buffer) => void) | undefined
  let pid = 0
  let tellStarted = (_pid: number) => {}
  let tellEnded = (_end: ProcessEnd) => {}

  const handle: JobProcess = {
    get pid() {
      return pid
    },
    send: (message) => host.send(`${JSON.stringify(message)}\n`),
    kill: host.kill,
    onLine: lines.listen,
    onOutput(wanted) {
      listener = wanted
      for (const chunk of unheard.splice(0)) wanted(chunk)
      return () => {
        if (listener === wanted) listener = undefined
      }
    },
    started: new Promise((resolve) => {
      tellStarted = resolve
    }),
    ready: new Promise((resolve) => lines.listen(() => resolve())),
    ended: new Promise((resolve) => {
      tellEnded = resolve
    }),
  }
  return {
    handle,
    started(number: number) {
      pid = number
      tellStarted(number)
    },
    printed(chunk: Buffer) {
      if (listener) listener(chunk)
      else unheard.push(chunk)
    },
    answered: lines.push,
    ended(end: ProcessEnd) {
      tellStarted(pid)
      tellEnded(end)
    },
  }
}

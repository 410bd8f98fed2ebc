import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { signal } from './signal.ts'

/** How a process is to be started: made by the isolation. */
export interface Launch {
  command: string[]
  /** The folder on the machine that it starts in. */
  cwd: string
  env: Record<string, string>
}

/** How a process ended: an exit code, or the signal that ended it. */
export interface ProcessEnd {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A process that runs code of a job, in a process group of its own. */
export interface JobProcess {
  readonly pid: number
  /** stdout and stderr, in the order in which they were written. */
  readonly output: Readable
  /** One line of JSON, on pipe 3. */
  send(message: unknown): void
  /** The lines that the process writes on pipe 3. */
  onLine(listener: (line: string) => void): void
  /** When the process is gone and all it printed has been read. */
  readonly ended: Promise<ProcessEnd>
}

/** Bytes of one answer; more end the process. */
const LARGEST_LINE = 128 * 1024 * 1024

/**
 * What stands before every command: no core files, first in line when memory runs out (so that the machine ends a job and
 * not the server), and stderr into the same pipe as stdout, which keeps their order.
 */
const PREFIX = 'ulimit -c 0; echo 1000 >/proc/self/oom_score_adj; exec "$@" 2>&1'

/** Starts a process. Nothing of the server's environment is passed on. */
export function startProcess({ command, cwd, env }: Launch): JobProcess {
  const child = spawn('/bin/sh', ['-c', PREFIX, 'job', ...command], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  })
  const pipe = child.stdio[3] as Readable & Writable
  const lines = lineReader(() => child.kill('SIGKILL'))
  pipe.on('data', lines.push)
  // The process may end while something is written to it; how it ended is told by its end.
  pipe.on('error', () => {})
  return {
    pid: child.pid ?? 0,
    output: child.stdout!,
    send: (message) => void pipe.write(`${JSON.stringify(message)}\n`),
    onLine: lines.listen,
    ended: endOf(child),
  }
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.on('error', () => resolve({ code: 127, signal: null }))
    // What the job left running in its group goes with it, and with that the last hold on its output.
    child.on('exit', () => signal(-child.pid!, 'SIGKILL'))
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
}

function lineReader(onTooLong: () => void) {
  const chunks: Buffer[] = []
  const waiting: string[] = []
  let length = 0
  let listener: ((line: string) => void) | undefined
  return {
    listen(wanted: (line: string) => void) {
      listener = wanted
      for (const line of waiting.splice(0)) wanted(line)
    },
    push(chunk: Buffer) {
      let rest = chunk
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
        chunks.push(rest.subarray(0, end))
        const line = Buffer.concat(chunks.splice(0)).toString()
        rest = rest.subarray(end + 1)
        length = 0
        if (listener) listener(line)
        else waiting.push(line)
      }
      if (rest.length === 0) return
      chunks.push(rest)
      length += rest.length
      if (length > LARGEST_LINE) onTooLong()
    },
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { createLineReader } from './line-reader.ts'
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
  /** One line of JSON, on pipe 3. */
  send(message: unknown): void
  /** Hears what the process prints; nothing is lost before the first listener. Returns how to stop listening. */
  onOutput(listener: (chunk: Buffer) => void): () => void
  /** Hears the lines that the process writes on pipe 3, one listener at a time. */
  onLine(listener: (line: string) => void): void
  /** When the process is gone and all it printed has been read. */
  readonly ended: Promise<ProcessEnd>
}

/** Bytes of one answer; more end the process. */
const LONGEST_LINE = 128 * 1024 * 1024

/** Starts a process. Nothing of the server's environment is passed on. */
export function startProcess({ command, cwd, env }: Launch): JobProcess {
  const [file, ...args] = command
  const child = spawn(file!, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const pipe = child.stdio[3] as Readable & Writable
  const lines = createLineReader(LONGEST_LINE, () => child.kill('SIGKILL'))
  pipe.on('data', lines.push)
  // The process may end while something is written to it; how it ended is told by its end.
  pipe.on('error', () => {})
  return {
    pid: child.pid ?? 0,
    send: (message) => void pipe.write(`${JSON.stringify(message)}\n`),
    onLine: lines.listen,
    onOutput(listener) {
      const streams = [child.stdout!, child.stderr!]
      for (const stream of streams) stream.on('data', listener)
      return () => {
        for (const stream of streams) stream.off('data', listener)
      }
    },
    ended: endOf(child),
  }
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.on('error', () => resolve({ code: 127, signal: null }))
    // What the job left running in its group goes with it, and with that the last hold on its output.
    child.on('exit', () => {
      signal(-child.pid!, 'SIGKILL')
      child.stdout?.resume()
      child.stderr?.resume()
    })
    child.on('close', (code, name) => resolve({ code, signal: name }))
  })
}

import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { encodeFrame, FRAME, type FrameKind, frameReader, type Launch, type ProcessEnd } from './frames.ts'
import { createRemoteProcess, type JobProcess } from './remote-process.ts'

interface Host {
  program: ChildProcess
  pipe: Duplex
  gone: Promise<void>
}

/**
 * Starts processes by way of the process host (`main.ts`), which is itself started with the first of them, and again
 * should it end. `command` runs the host.
 */
export function createProcessHost(command: string[]) {
  const processes = new Map<number, ReturnType<typeof createRemoteProcess>>()
  let host: Host | undefined
  let last = 0

  function begin(): Host {
    const [file, ...args] = command
    const program = spawn(file!, args, {
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    const pipe = program.stdio[3] as Duplex
    const begun: Host = { program, pipe, gone: new Promise((resolve) => program.on('close', () => resolve())) }
    pipe.on('data', frameReader(hear))
    // How the host ended is told by its end.
    pipe.on('error', () => {})
    program.on('error', () => {})
    const own = new Set<number>()
    begunProcesses.set(begun, own)
    void begun.gone.then(() => {
      if (host === begun) host = undefined
      for (const id of own) end(id, { code: null, signal: 'SIGKILL' })
    })
    return begun
  }
  const begunProcesses = new WeakMap<Host, Set<number>>()

  function hear(kind: FrameKind, id: number, body: Buffer): void {
    const process = processes.get(id)
    if (kind === FRAME.started) process?.started(Number(body.toString()))
    else if (kind === FRAME.output) process?.printed(body)
    else if (kind === FRAME.answer) process?.answered(body)
    else if (kind === FRAME.ended) end(id, JSON.parse(body.toString()))
  }

  function end(id: number, how: ProcessEnd): void {
    processes.get(id)?.ended(how)
    processes.delete(id)
  }

  return {
    /** Starts a process in a group of its own; nothing of the server's environment is passed on. */
    start(launch: Launch): JobProcess {
      host ??= begin()
      const { pipe } = host
      const id = ++last
      const tell = (kind: FrameKind, body: Uint8Array | string) => void pipe.write(encodeFrame(kind, id, body))
      const process = createRemoteProcess({
        send: (text) => tell(FRAME.send, text),
        kill: () => tell(FRAME.kill, ''),
      })
      processes.set(id, process)
      begunProcesses.get(host)!.add(id)
      tell(FRAME.start, JSON.stringify(launch))
      return process.handle
    },
    /** Ends the host and every process that it started; resolves when they are gone. */
    async stop(): Promise<void> {
      const stopping = host
      stopping?.pipe.end()
      await stopping?.gone
    },
  }
}

export type ProcessHost = ReturnType<typeof createProcessHost>

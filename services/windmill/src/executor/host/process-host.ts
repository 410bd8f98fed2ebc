import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { encodeFrame, FRAME, type FrameKind, frameReader, type Launch } from './frames.ts'
import { createRemoteProcess, type JobProcess } from './remote-process.ts'

/** A host that runs, and the processes that it has started and that live. */
interface Host {
  pipe: Duplex
  processes: Map<number, ReturnType<typeof createRemoteProcess>>
  gone: Promise<void>
}

/**
 * Starts processes by way of the process host (`main.ts`), which is itself started with the first of them, and again
 * should it end. `command` runs the host.
 */
export function createProcessHost(command: string[]) {
  let host: Host | undefined
  let last = 0

  function current(): Host {
    if (host) return host
    const begun = beginHost(command)
    host = begun
    void begun.gone.then(() => {
      if (host === begun) host = undefined
    })
    return begun
  }

  return {
    /** Starts a process in a group of its own; nothing of the server's environment is passed on. */
    start(launch: Launch): JobProcess {
      const { pipe, processes } = current()
      const id = ++last
      const tell = (kind: FrameKind, body: string) => void pipe.write(encodeFrame(kind, id, body))
      const process = createRemoteProcess({
        send: (text) => tell(FRAME.send, text),
        kill: () => tell(FRAME.kill, ''),
      })
      processes.set(id, process)
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

function beginHost([file, ...args]: string[]): Host {
  const program = spawn(file!, args, {
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const pipe = program.stdio[3] as Duplex
  const processes: Host['processes'] = new Map()
  pipe.on(
    'data',
    frameReader((kind, id, body) => {
      const process = processes.get(id)
      if (kind === FRAME.started) process?.started(Number(body.toString()))
      else if (kind === FRAME.output) process?.printed(body)
      else if (kind === FRAME.answer) process?.answered(body)
      else if (kind === FRAME.ended) {
        processes.delete(id)
        process?.ended(JSON.parse(body.toString()))
      }
    }),
  )
  // How the host ended is told by its end.
  pipe.on('error', () => {})
  const gone = new Promise<void>((resolve) => program.on('close', () => resolve()).on('error', () => resolve()))
  void gone.then(() => {
    for (const process of processes.values()) process.ended({ code: null, signal: 'SIGKILL' })
  })
  return { pipe, processes, gone }
}

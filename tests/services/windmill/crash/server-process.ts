import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
const RUN = fileURLToPath(new URL('../../../../scripts/run.mjs', import.meta.url))

/** The command that runs the embedded Windmill's command line in one process, without npm around it. */
export const serverCommand = (...args: string[]): string[] => [process.execPath, RUN, 'windmill', ...args]

/** A server in a process of its own. */
export interface ServerProcess {
  child: ChildProcess
  /** Where it answers; rejects with what it said when it ends without getting that far. */
  ready: Promise<string>
  /** What it has said until now, on both of its streams. */
  said(): string
  /** Its status, or the signal that ended it, and what it said. */
  ended: Promise<{ status: number | string | null; said: string }>
  /** Ends it at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>
}

/** Runs a command that prints `ready URL` once it serves. */
export function startServerProcess(command: string[], options: { uid?: number; cwd?: string } = {}): ServerProcess {
  const [file, ...args] = command
  // What a process that is killed leaves behind is removed with its folder.
  const temp = mkdtempSync(join(tmpdir(), 'server-'))
  chmodSync(temp, 0o777)
  const env = { ...process.env, TMPDIR: temp }
  const child = spawn(file!, args, { cwd: REPOSITORY, env, ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let tellReady = (_url: string) => {}
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const url = /^ready (\S+)$/m.exec(said)?.[1]
      if (url) tellReady(url)
    })
  }
  const ended = once(child, 'exit').then(([code, signal]) => {
    rmSync(temp, { recursive: true, force: true, maxRetries: 5 })
    return { status: code ?? signal, said }
  })
  const ready = new Promise<string>((resolve, reject) => {
    tellReady = resolve
    void ended.then(() => reject(new Error(`The server ended: ${said}`)))
  })
  // Whoever waits for its end need not wait for it to be ready.
  ready.catch(() => {})
  return {
    child,
    ready,
    said: () => said,
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

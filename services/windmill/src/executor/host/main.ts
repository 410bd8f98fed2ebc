/**
 * The process host, run by Bun: it starts the processes of jobs for the server and passes on what they say. It exists
 * because starting a process costs the one that does it in proportion to its memory, and holds it up: 7 ms in a server of
 * 160 MB, 30 ms in one of 370 MB, and 0.4 ms here. When pipe 3 closes, the server is gone, and all goes with it.
 */
import { closeSync, writeFileSync, writeSync } from 'node:fs'
import { encodeFrame, FRAME, type FrameKind, frameReader, type Launch } from './frames.ts'

interface Sink {
  write(bytes: Uint8Array): unknown
  flush(): unknown
  end(): unknown
}

interface Child {
  pid: number
  stdout: AsyncIterable<Uint8Array>
  stderr: AsyncIterable<Uint8Array>
  stdio: number[]
  exited: Promise<number>
  exitCode: number | null
  signalCode: string | null
}

declare const Bun: {
  file(descriptor: number): { stream(): AsyncIterable<Uint8Array>; writer(): Sink }
  spawn(command: string[], options: Record<string, unknown>): Child
}

const PIPE = 3
const live = new Map<number, { child: Child; sink: Sink }>()

/** Waits until the server has room: a job that prints without end is read no faster than the server can. */
function tell(kind: FrameKind, id: number, body: Uint8Array | string): void {
  const frame = encodeFrame(kind, id, body)
  for (let at = 0; at < frame.length; ) at += writeSync(PIPE, frame, at)
}

function start(id: number, { command, cwd, env }: Launch): void {
  let child: Child
  try {
    child = Bun.spawn(command, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  } catch (error) {
    tell(FRAME.output, id, `${(error as Error).message}\n`)
    tell(FRAME.ended, id, JSON.stringify({ code: 127, signal: null }))
    return
  }
  const pipe = child.stdio[PIPE]!
  live.set(id, { child, sink: Bun.file(pipe).writer() })
  tell(FRAME.started, id, String(child.pid))
  void follow(id, child, pipe)
}

/** Passes on all that a process says, and tells of its end when nothing more can come. */
async function follow(id: number, child: Child, pipe: number): Promise<void> {
  const said = [
    pass(FRAME.output, id, child.stdout),
    pass(FRAME.output, id, child.stderr),
    pass(FRAME.answer, id, Bun.file(pipe).stream()),
  ]
  await child.exited
  // What it left running in its group goes with it, and with that the last hold on its output.
  signalGroup(child.pid)
  await Promise.all(said)
  await close(id, pipe)
  tell(FRAME.ended, id, JSON.stringify({ code: child.exitCode, signal: child.signalCode }))
}

/** A pipe that breaks has nothing more to say. */
async function pass(kind: FrameKind, id: number, stream: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const bytes of stream) tell(kind, id, bytes)
  } catch {}
}

async function close(id: number, pipe: number): Promise<void> {
  try {
    await live.get(id)?.sink.end()
    closeSync(pipe)
  } catch {}
  live.delete(id)
}

function signalGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {}
}

function send(id: number, bytes: Uint8Array): void {
  const sink = live.get(id)?.sink
  sink?.write(bytes)
  sink?.flush()
}

const read = frameReader((kind, id, body) => {
  const child = live.get(id)?.child
  if (kind === FRAME.start) start(id, JSON.parse(body.toString()))
  else if (kind === FRAME.send) send(id, body)
  else if (kind === FRAME.kill && child) signalGroup(child.pid)
})

/**
 * When memory runs out, the machine is to end a job and not the server: the one that holds most, as all that the host
 * starts inherits this. Not every system lets it say so.
 */
function yieldMemoryFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {}
}

async function serve(): Promise<void> {
  for await (const piece of Bun.file(PIPE).stream()) read(piece)
  for (const { child } of live.values()) signalGroup(child.pid)
  process.exit(0)
}

yieldMemoryFirst()
void serve()

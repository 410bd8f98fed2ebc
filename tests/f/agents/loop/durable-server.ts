import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { callTarget, type Target } from '../../../../scripts/deploy/index.ts'
import { takeBroadcast } from '../../../helpers/taking-hub.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const TOKEN = 'token-of-the-durability-test'

/** A Windmill in a process of its own, on a data folder that outlives it. */
export interface DurableServer {
  target(): Target
  start(): Promise<void>
  /** Ends the process with `kill -9`. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export function durableServer(dataDir: string): DurableServer {
  let process_: ChildProcess | undefined
  let url = ''
  const end = async (signal: NodeJS.Signals) => {
    const ended = new Promise<void>((resolve) => void process_?.once('exit', () => resolve()))
    if (process_?.kill(signal)) await ended
    process_ = undefined
  }
  return {
    target: () => ({ baseUrl: url, workspace: 'openanalyst', token: TOKEN }),
    async start() {
      const cli = ['--port', '0', '--data', dataDir, '--token', TOKEN]
      process_ = spawn(process.execPath, ['scripts/run.mjs', 'windmill', ...cli, '--workspace', 'openanalyst'], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      url = await readyUrl(process_)
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

/** The address in the line that says that the server is ready. */
function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready:\n${text}`)))
    child.stdout!.on('data', (piece) => {
      text += piece
      const found = /^ready (\S+)$/m.exec(text)
      if (found) resolve(found[1]!)
    })
  })
}

/** A call of Windmill's API below the workspace; JSON where the answer is JSON. */
export async function call(target: Target, method: string, path: string, body?: object): Promise<unknown> {
  const text = await callTarget(target, method, path, body)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What the server tells of a job as it happens; at its end the job itself. */
export interface JobUpdate {
  completed?: boolean
  workflow_as_code_status?: object
  job?: { result: Record<string, unknown> }
}

/**
 * The updates of a job until it has ended, as the server sends them; leaving the loop ends it. A stream that is over
 * before the job is asked for again. Throws when the server dies.
 */
export async function* updatesOf({ baseUrl, workspace, token }: Target, job: string): AsyncGenerator<JobUpdate> {
  const url = `${baseUrl}/api/w/${workspace}/jobs_u/getupdate_sse/${job}?fast=true&no_logs=true`
  const leave = new AbortController()
  try {
    for (;;) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: leave.signal })
      let text = ''
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        const messages = (text + chunk).split('\n\n')
        text = messages.pop()!
        for (const message of messages) {
          const update = JSON.parse(message.slice('data: '.length)) as JobUpdate & { type: string }
          if (update.type === 'notfound') return
          if (update.type === 'update') yield update
          if (update.completed) return
        }
      }
    }
  } finally {
    leave.abort()
  }
}

/** What came to the gate, by the first part of its path: `model`, `hub`, `a`, `b`, `guarded`. */
export interface Visit {
  name: string
  body: Record<string, unknown>
}

/**
 * The world around a run: its model, its hub, and what its tools change. Whoever comes is let through, unless it is the
 * visit that is held: then nobody is answered until the server has been killed.
 */
export interface Gate {
  url: string
  /** What tools did, by their idempotency keys. */
  effects: Map<string, string>
  /** Resolves at the `nth` visit of this name from now on that `fits`, which is not answered. */
  hold(name: string, fits?: (visit: Visit) => boolean): Promise<void>
  stop(): Promise<void>
}

export async function openGate(answerModel: (request: { messages: { role: string }[] }) => object): Promise<Gate> {
  const effects = new Map<string, string>()
  let held: { name: string; fits: (visit: Visit) => boolean; reached: () => void } | undefined

  const server = createServer(async (request, response) => {
    const name = request.url!.split('/')[1]!
    const body = JSON.parse((await textOf(request)) || '{}') as Record<string, unknown>
    if (held?.name === name && held.fits({ name, body })) {
      held.reached()
      held = undefined
      return
    }
    if (name === 'model') return stream(response, answerModel(body as never))
    if (name === 'hub') return json(response, takeBroadcast(body))
    // The second time under one key is the first time: that is what the key is for.
    effects.set(String(body.key), name)
    json(response, `${name} did ${body.x}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects,
    hold: (name, fits = () => true) =>
      new Promise((reached) => {
        held = { name, fits, reached }
      }),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

const json = (response: ServerResponse, value: unknown) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))

function stream(response: ServerResponse, delta: object): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const finish_reason = 'tool_calls' in delta ? 'tool_calls' : 'stop'
  const chunks = [
    { model: 'scripted', choices: [{ index: 0, delta, finish_reason }] },
    { model: 'scripted', choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } },
  ]
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  response.end('data: [DONE]\n\n')
}

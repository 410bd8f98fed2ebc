import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { type Hub, type HubOptions, type SessionClaims, signSessionToken } from '../../../services/hub/src/index.ts'
import type { System } from '../../../services/hub/src/system.ts'

export const PUBLISH_TOKEN = 'publish-token-of-the-tests'
export const SESSION_SECRET = 'session-secret-of-the-tests'
export const SECRETS = { publishToken: PUBLISH_TOKEN, sessionSecret: SESSION_SECRET } satisfies HubOptions

/** A System whose time stands still until `advance` is called. */
export class FakeSystem implements System {
  #now = 1_700_000_000_000
  #timers = new Set<{ at: number; act: () => void }>()
  #epochs = 0

  now(): number {
    return this.#now
  }

  setTimer(ms: number, act: () => void): () => void {
    const timer = { at: this.#now + ms, act }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  newEpoch(): string {
    this.#epochs += 1
    return `epoch-${this.#epochs}`
  }

  newId = randomUUID

  get timers(): number {
    return this.#timers.size
  }

  /** Lets `ms` milliseconds pass: every timer due by then acts, in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers.delete(due)
      this.#now = due.at
      due.act()
    }
    this.#now = end
  }
}

/** An event to publish: of user `ada` in session `s1`, unless told otherwise. */
export function event(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: 'TASK_PROGRESS', userId: 'ada', sessionId: 's1', payload: {}, timestamp: 1, ...changes }
}

/** What the hub answers: the fields of its routes, of which each answer has some. */
export interface AnswerBody {
  seq: number
  delivered: number
  token: string
  expires_at: number
  error: { code: string; message: string; details: { path: string; message: string }[] }
}

/** What a reader is sent: an event, or the notice of a gap. */
export interface Message {
  type: string
  seq: number
  epoch: string
  payload: unknown
  id: string
  from: number
}

/** POSTs `body` with the publish token; a string is sent as it is. */
export async function post(hub: Hub, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(hub.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${PUBLISH_TOKEN}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as AnswerBody }
}

/** The address to listen at, with a token that fits it unless `query` brings its own. */
export function listenUrl(hub: Hub, query: Record<string, string> = {}, claims: Partial<SessionClaims> = {}): string {
  const who = { userId: query.userId ?? 'ada', sessionId: query.sessionId ?? 's1' }
  const token = signSessionToken({ ...who, expiresAt: Number.MAX_SAFE_INTEGER, ...claims }, SESSION_SECRET)
  return `${hub.url.replace('http', 'ws')}/ws?${new URLSearchParams({ token, ...who, ...query })}`
}

/** A reader: `take(n)` resolves with its next n messages, `closed` with its code and reason. */
export interface Reader {
  socket: WebSocket
  take(count: number): Promise<Message[]>
  closed: Promise<{ code: number; reason: string }>
}

/** Connects a reader and waits until it is connected. */
export async function listen(
  hub: Hub,
  query: Record<string, string> = {},
  options: { autoPong?: boolean; origin?: string } = {},
): Promise<Reader> {
  const socket = new WebSocket(listenUrl(hub, query), options)
  const messages: Message[] = []
  let wake = () => {}
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)))
    wake()
  })
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }))
  await once(socket, 'open')
  return {
    socket,
    closed,
    async take(count) {
      while (messages.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      return messages.splice(0, count)
    },
  }
}

/** The HTTP answer to a connection that the hub refuses. */
export async function refused(url: string, origin?: string): Promise<{ status: number; body: AnswerBody }> {
  const socket = new WebSocket(url, origin === undefined ? {} : { origin })
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode!, body: JSON.parse(text) }
}

/** Waits until the hub counts so many connections: a reader knows of its end before the hub does. */
export async function untilConnections(hub: Hub, count: number): Promise<void> {
  for (;;) {
    const health = (await (await fetch(`${hub.url}/health`)).json()) as { connections: number }
    if (health.connections === count) return
  }
}

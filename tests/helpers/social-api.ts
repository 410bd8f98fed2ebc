import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A post as the stand-in has it. */
export interface TakenPost {
  id: string
  text: string
  link: string | null
  key: string | null
}

export interface SocialRequest {
  method: string
  /** With its query. */
  path: string
  key: string | null
}

/** A failure on demand: of the next request whose path matches. */
export interface Failure {
  /** (Default: every path) */
  path?: RegExp
  /** What is answered in place of the real answer. `cut` closes the connection instead. */
  status?: number
  body?: unknown
  /** The header Retry-After. */
  retryAfter?: string
  cut?: 'before' | 'after'
}

/** A number of the account at a time (RFC 3339). */
export interface SocialMetric {
  metric: string
  at: string
  value: number
}

export interface SocialApiOptions {
  /** (Default: a free one) */
  port?: number
  metrics?: SocialMetric[]
  /** Posts that it takes until `allowMore` is called; one more is answered 429. */
  limit?: { posts: number; retryAfter: string }
  /** Points on a page of metrics (Default: 100). */
  pageSize?: number
  /** How a repeated delivery is answered (Default: 200). */
  repeatStatus?: 200 | 409
}

/**
 * A stand-in of the API of a social network (docs/openanalyst.md), on this machine: what resources of type `social_api`
 * lead to in tests and in the demo. It keeps everything in memory.
 */
export interface SocialApiServer {
  /** To be put into a resource. */
  resource: RT.SocialApi
  posts: TakenPost[]
  requests: SocialRequest[]
  /** Adds failures; each is used once, in their order. */
  fail(...failures: Failure[]): void
  /** The limit counts from zero again. */
  allowMore(): void
  stop(): Promise<void>
}

export const SOCIAL_TOKEN = 'token-of-the-social-api'

export async function startSocialApi(options: SocialApiOptions = {}): Promise<SocialApiServer> {
  const { port = 0, metrics = [], limit, pageSize = 100, repeatStatus = 200 } = options
  const posts: TakenPost[] = []
  const requests: SocialRequest[] = []
  const failures: Failure[] = []
  let taken = 0

  const answer = (request: SocialRequest, body: string): Answer => {
    const url = new URL(request.path, 'http://social')
    const engagement = /^\/v1\/posts\/([^/]+)\/engagement$/.exec(url.pathname)
    if (request.method === 'POST' && url.pathname === '/v1/posts') return take(request, JSON.parse(body))
    if (request.method === 'GET' && engagement) return engagementOf(posts.findIndex(({ id }) => id === engagement[1]))
    if (request.method === 'GET' && url.pathname === '/v1/metrics') return pageOf(metrics, url.searchParams, pageSize)
    return fault(404, 'not_found', `Nothing is at ${url.pathname}.`)
  }

  const take = ({ key }: SocialRequest, { text, link }: { text?: string; link?: string }): Answer => {
    const there = posts.find((post) => key !== null && post.key === key)
    if (there) return { status: repeatStatus, body: postAnswer(there) }
    if (!text) return fault(422, 'no_text', 'A post needs a text.')
    if (limit && taken >= limit.posts)
      return { ...fault(429, 'too_many', 'Too many posts.'), headers: { 'retry-after': limit.retryAfter } }
    taken += 1
    const post = { id: `${1000 + posts.length + 1}`, text, link: link ?? null, key }
    posts.push(post)
    return { status: 201, body: postAnswer(post) }
  }

  const server = createServer(async (incoming, response) => {
    let body = ''
    for await (const chunk of incoming) body += chunk
    const request = { method: incoming.method!, path: incoming.url!, key: headerOf(incoming, 'idempotency-key') }
    requests.push(request)
    const at = failures.findIndex(({ path }) => path?.test(request.path) ?? true)
    const failure = at < 0 ? undefined : failures.splice(at, 1)[0]!
    if (failure?.cut === 'before') return void incoming.socket.destroy()
    if (failure?.status) {
      const headers: Answer['headers'] = failure.retryAfter ? { 'retry-after': failure.retryAfter } : {}
      const { body: given = { error: { code: 'on_demand', message: 'As the test wants it.' } } } = failure
      return send(response, { status: failure.status, body: given, headers })
    }
    const isLetIn = incoming.headers.authorization === `Bearer ${SOCIAL_TOKEN}`
    const answered = isLetIn ? answer(request, body) : fault(401, 'no_token', 'This token is not known.')
    if (failure?.cut === 'after') return void incoming.socket.destroy()
    send(response, answered)
  })
  const base_url = await listen(server, port)
  return {
    resource: { base_url, token: SOCIAL_TOKEN, max_characters: 280 },
    posts,
    requests,
    fail: (...more) => void failures.push(...more),
    allowMore: () => {
      taken = 0
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

const postAnswer = ({ id }: TakenPost) => ({ id, url: `https://social.example/posts/${id}` })

const fault = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
})

/** Engagement that differs from post to post and is always the same for one. */
function engagementOf(index: number): Answer {
  if (index < 0) return fault(404, 'not_found', 'There is no such post.')
  const impressions = 1000 + 500 * index
  return { status: 200, body: { impressions, likes: 40 + 30 * index, comments: 5 + index, shares: 3 + index } }
}

function pageOf(metrics: SocialMetric[], query: URLSearchParams, pageSize: number): Answer {
  const [from, to] = [query.get('from'), query.get('to')].map((time) => Date.parse(time ?? ''))
  if (!Number.isFinite(from) || !Number.isFinite(to)) return fault(422, 'no_time', 'from and to must be times.')
  const wanted = query.get('metrics')?.split(',')
  const found = metrics.filter(
    ({ metric, at }) => Date.parse(at) >= from! && Date.parse(at) < to! && (wanted?.includes(metric) ?? true),
  )
  const start = Number(query.get('cursor') ?? 0)
  const next = start + pageSize
  return {
    status: 200,
    body: { data: found.slice(start, next), next_cursor: next < found.length ? String(next) : null },
  }
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' ? value : null
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

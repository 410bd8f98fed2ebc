import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { limitBody } from '../../body-limit.ts'
import { HubError, toHubError } from './errors.ts'
import type { FanOut } from './fan-out.ts'
import type { HubLimits } from './limits.ts'
import { broadcastSchema, broadcastsSchema, check, tokenSchema } from './messages.ts'
import { makeOpenAiRoutes, type WindmillAt } from './openai/index.ts'
import { checkOrigin } from './origin.ts'
import { publishTokenCheck } from './publish-token.ts'
import { signSessionToken } from './session-token.ts'
import type { System } from './system.ts'

/** What the routes and the handshake work with. */
export interface HubParts {
  fanOut: FanOut
  limits: HubLimits
  system: System
  publishToken: string
  sessionSecret: string
  /** Filled once the port is known. */
  origins: Set<string>
  /** Where the agents are that chats go to. */
  windmill: WindmillAt | undefined
}

/** The HTTP side of the hub. Every error becomes its answer in `onError`, and nowhere else. */
export function makeRoutes({ publishToken, sessionSecret, origins, ...parts }: HubParts): Hono {
  const { fanOut, limits, system } = parts
  const app = new Hono()
  app.use((c, next) => {
    checkOrigin(c.req.header('origin'), origins)
    return next()
  })
  app.get('/health', (c) => c.json({ status: 'ok', ...fanOut.counts }))
  app.get('/ws', () => {
    throw new HubError('UPGRADE_REQUIRED', 'This route speaks WebSocket: connect to it with a WebSocket client.')
  })

  const checkPublishToken = publishTokenCheck(publishToken)
  const publisherOnly = createMiddleware((c, next) => {
    checkPublishToken(c.req.header('authorization'))
    return next()
  })
  const limited = limitBody(limits.messageBytes, () => {
    throw new HubError(
      'TOO_LARGE',
      `A request has at most ${limits.messageBytes} bytes: send fewer messages at once, or a link in a message's place.`,
    )
  })
  app.post('/broadcast', publisherOnly, limited, async (c) => {
    const body = await readJson(c.req)
    if (!Array.isArray(body)) return c.json(fanOut.publish(check(broadcastSchema, body)))
    return c.json(check(broadcastsSchema, body).map((event) => fanOut.publish(event)))
  })
  app.post('/tokens', publisherOnly, limited, async (c) => {
    const { userId, sessionId, ttl_s = limits.tokenSeconds } = check(tokenSchema, await readJson(c.req))
    if (ttl_s > limits.tokenMaxSeconds)
      throw new HubError('BAD_REQUEST', `ttl_s: a token lives for at most ${limits.tokenMaxSeconds} seconds`)
    const expiresAt = system.now() + ttl_s * 1_000
    return c.json({ token: signSessionToken({ userId, sessionId, expiresAt }, sessionSecret), expires_at: expiresAt })
  })

  app.route('/v1', makeOpenAiRoutes(parts))

  app.notFound(() => {
    throw new HubError('NOT_FOUND', 'The hub serves POST /broadcast, POST /tokens, GET /ws, GET /health and /v1.')
  })
  app.onError((thrown, c) => {
    const error = toHubError(thrown)
    if (error.code === 'INTERNAL') console.error(thrown)
    return c.json(error.body, error.status)
  })
  return app
}

async function readJson(request: { text(): Promise<string> }): Promise<unknown> {
  const text = await request.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new HubError('BAD_REQUEST', 'The body must be JSON.')
  }
}

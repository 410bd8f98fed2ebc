import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { HubError } from './errors.ts'
import { FanOut } from './fan-out.ts'
import { answerUpgrade } from './handshake.ts'
import { type HubLimits, resolveLimits } from './limits.ts'
import type { WindmillAt } from './openai/index.ts'
import { makeRoutes } from './routes.ts'
import { realSystem, type System } from './system.ts'

export { CLOSE } from './connection.ts'
export { HubError } from './errors.ts'
export { DEFAULT_LIMITS, type HubLimits } from './limits.ts'
export type { WindmillAt } from './openai/index.ts'
export { type SessionClaims, signSessionToken, type TokenFault, verifySessionToken } from './session-token.ts'
export type { System } from './system.ts'

/** Shortest publish token and session secret, in characters. */
const MIN_SECRET_LENGTH = 16
/** Largest message that a reader may send before the hub has closed it, in bytes. */
const READER_MESSAGE_BYTES = 4_096

export interface HubOptions {
  /** Who has it may publish and mint tokens. At least 16 characters. */
  publishToken: string
  /** Signs session tokens. At least 16 characters, and not the publish token. */
  sessionSecret: string
  /** Port to listen on. (Default: 0, any free one) */
  port?: number
  /** Address to bind. (Default: 127.0.0.1) */
  host?: string
  /** Origins of web pages that may use the hub, as browsers write them: `https://windmill.example.com`. (Default: none) */
  allowedOrigins?: readonly string[]
  /** Where the agents are that `POST /v1/chat/completions` reaches. (Default: nowhere) */
  windmill?: WindmillAt
  limits?: Partial<HubLimits>
  system?: System
}

/** A hub that listens. `url` is its HTTP address; `stop` closes every connection with 1001 and frees the port. */
export interface Hub {
  url: string
  stop(): Promise<void>
}

/** Starts a hub. Throws `BAD_OPTIONS` for a short secret or contradicting limits, `PORT_IN_USE` for a taken port. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { publishToken, sessionSecret, host = '127.0.0.1', port = 0, system = realSystem, windmill } = options
  checkSecrets(publishToken, sessionSecret)
  const limits = resolveLimits(options.limits)
  const origins = new Set(options.allowedOrigins)
  const fanOut = new FanOut(limits, system)
  const parts = { fanOut, limits, system, publishToken, sessionSecret, origins, windmill }

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: READER_MESSAGE_BYTES })
  const server = createServer(getRequestListener(makeRoutes(parts).fetch))
  server.on('upgrade', (request, socket, head) => answerUpgrade(parts, sockets, request, socket, head))
  try {
    await listen(server, port, host)
  } catch (error) {
    await fanOut.stop()
    throw error
  }

  const bound = (server.address() as AddressInfo).port
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`
  for (const own of [url, `http://localhost:${bound}`]) origins.add(own)

  let stopping: Promise<void> | null = null
  async function stopNow(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    await fanOut.stop()
    server.closeAllConnections()
    await closed
  }
  return {
    url,
    stop() {
      stopping ??= stopNow()
      return stopping
    },
  }
}

function checkSecrets(publishToken: string, sessionSecret: string): void {
  for (const [name, secret] of Object.entries({ publishToken, sessionSecret }))
    if (secret.length < MIN_SECRET_LENGTH)
      throw new HubError('BAD_OPTIONS', `${name} must have at least ${MIN_SECRET_LENGTH} characters.`)
  if (publishToken === sessionSecret)
    throw new HubError('BAD_OPTIONS', 'publishToken and sessionSecret must not be the same.')
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new HubError('PORT_IN_USE', `Port ${port} is in use on ${host}: choose another one with --port.`)
          : error,
      ),
    )
    server.listen(port, host, resolve)
  })
}

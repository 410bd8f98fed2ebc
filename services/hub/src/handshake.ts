import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocketServer } from 'ws'
import { HubError, toHubError } from './errors.ts'
import type { Listening } from './fan-out.ts'
import { check, listenSchema } from './messages.ts'
import { checkOrigin } from './origin.ts'
import type { HubParts } from './routes.ts'
import { type TokenFault, verifySessionToken } from './session-token.ts'

const TOKEN_FAULTS: Record<TokenFault, string> = {
  malformed: 'The session token is none: ask POST /tokens for one.',
  forged: 'The session token was not signed with the secret of this hub.',
  expired: 'The session token has expired: ask POST /tokens for a new one.',
  other_session: 'The session token is for another user or session.',
}

/**
 * Answers a request for an upgrade: a WebSocket for who may listen, an HTTP error for who may not. The token is
 * checked here, once: a connection may outlive its token.
 */
export function answerUpgrade(
  parts: HubParts,
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  // A client may reset the connection before the WebSocket takes it over.
  socket.on('error', () => socket.destroy())
  try {
    const listening = admit(parts, request)
    sockets.handleUpgrade(request, socket, head, (webSocket) => parts.fanOut.listen(webSocket, listening))
  } catch (thrown) {
    const error = toHubError(thrown)
    if (error.code === 'INTERNAL') console.error(thrown)
    refuse(socket, error)
  }
}

function admit({ fanOut, system, sessionSecret, origins }: HubParts, request: IncomingMessage): Listening {
  checkOrigin(request.headers.origin, origins)
  const [path, query = ''] = (request.url ?? '').split('?', 2)
  if (path !== '/ws') throw new HubError('NOT_FOUND', 'WebSocket connections go to /ws.')
  const { token, ...listening } = check(listenSchema, Object.fromEntries(new URLSearchParams(query)))
  const fault = verifySessionToken(token, { ...listening, now: system.now() }, sessionSecret)
  if (fault) throw new HubError('BAD_SESSION_TOKEN', TOKEN_FAULTS[fault])
  fanOut.admit(listening)
  return listening
}

function refuse(socket: Duplex, error: HubError): void {
  const body = JSON.stringify(error.body)
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  // A client that leaves its half open must not keep the hub from stopping.
  socket.once('finish', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

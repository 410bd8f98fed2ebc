import { HubError } from './errors.ts'

/** What the hub holds and how long it waits. Every field has a default; `startHub({limits})` replaces single ones. */
export interface HubLimits {
  /** Largest body of a request in bytes. (Default: 256 KiB) */
  messageBytes: number
  /** WebSocket connections in all. (Default: 1000) */
  connections: number
  /** WebSocket connections of one session. (Default: 10) */
  connectionsPerSession: number
  /** Sessions kept; over it the one unused longest is forgotten. More than `connections`. (Default: 10000) */
  sessions: number
  /** A session without connections is forgotten after so many milliseconds without use. (Default: 1 hour) */
  sessionIdleMs: number
  /** Events kept for replay, per session. (Default: 1000) */
  sessionEvents: number
  /** Bytes of events kept for replay, per session. At least two messages. (Default: 1 MiB) */
  sessionBytes: number
  /** Bytes of events kept for replay in all sessions together. At least `sessionBytes`. (Default: 256 MiB) */
  totalBytes: number
  /** Ids of published events remembered per session, so that an id is not numbered twice. (Default: 10000) */
  sessionIds: number
  /** A reader with more unsent bytes than this is dropped. At least twice `sessionBytes`. (Default: 4 MiB) */
  slowReaderBytes: number
  /** Milliseconds between two pings; who has not answered one by the next is ended. (Default: 30 s) */
  pingMs: number
  /** Milliseconds that a closing connection has to take note before it is cut. (Default: 5 s) */
  closeGraceMs: number
  /** Largest body of a chat request in bytes. (Default: 4 MiB) */
  chatBytes: number
  /** Milliseconds that a chat waits for its run; after them the run goes on alone. (Default: 10 minutes) */
  chatMs: number
  /** Milliseconds between two looks whether a run has ended without the hub being told. (Default: 5 s) */
  chatLookMs: number
  /** Milliseconds of silence after which a streamed chat says that it is still there. (Default: 15 s) */
  chatKeepAliveMs: number
  /** Conversations of chats without a session whose last answer is remembered. (Default: 10000) */
  chatConversations: number
  /** Seconds that a minted session token is valid for, when the request does not say. (Default: 300) */
  tokenSeconds: number
  /** Longest life of a minted session token in seconds. (Default: 3600) */
  tokenMaxSeconds: number
}

const KIB = 1024
const MIB = 1024 * KIB

/** Limits for a hub of one machine. */
export const DEFAULT_LIMITS: HubLimits = {
  messageBytes: 256 * KIB,
  connections: 1_000,
  connectionsPerSession: 10,
  sessions: 10_000,
  sessionIdleMs: 3_600_000,
  sessionEvents: 1_000,
  sessionBytes: MIB,
  totalBytes: 256 * MIB,
  sessionIds: 10_000,
  slowReaderBytes: 4 * MIB,
  pingMs: 30_000,
  closeGraceMs: 5_000,
  chatBytes: 4 * MIB,
  chatMs: 600_000,
  chatLookMs: 5_000,
  chatKeepAliveMs: 15_000,
  chatConversations: 10_000,
  tokenSeconds: 300,
  tokenMaxSeconds: 3_600,
}

/** The defaults with `changes` over them. Throws `BAD_OPTIONS` when a limit is no positive integer or two contradict. */
export function resolveLimits(changes: Partial<HubLimits> = {}): HubLimits {
  const limits = { ...DEFAULT_LIMITS, ...changes }
  for (const [name, value] of Object.entries(limits))
    require(Number.isSafeInteger(value) && value > 0, `${name} must be a positive integer`)
  // A connected session is never forgotten, so there must always be one that may be.
  require(limits.sessions > limits.connections, 'sessions must be greater than connections')
  // An event is a message with its number and epoch around it.
  require(limits.sessionBytes >= 2 * limits.messageBytes, 'sessionBytes must be at least twice messageBytes')
  require(limits.totalBytes >= limits.sessionBytes, 'totalBytes must be at least sessionBytes')
  // A whole replay is sent at once and must not make its reader a slow one.
  require(limits.slowReaderBytes >= 2 * limits.sessionBytes, 'slowReaderBytes must be at least twice sessionBytes')
  require(limits.tokenMaxSeconds >= limits.tokenSeconds, 'tokenMaxSeconds must be at least tokenSeconds')
  return limits
}

function require(holds: boolean, rule: string): void {
  if (!holds) throw new HubError('BAD_OPTIONS', `The hub's limits do not fit together: ${rule}.`)
}

import * as wmill from 'windmill-client'
import { CodedError } from './errors.ts'
import { requestJson } from './http.ts'

/** A message for the pages of one user's session. */
export interface HubMessage {
  type: string
  user_id: string
  session_id: string
  /** Any JSON value. */
  payload: unknown
  /** Milliseconds since the epoch. */
  timestamp: number
  /** Publishing the same id in the same session again changes nothing. */
  id?: string
}

/** What becomes of a message: its number in the session, and how many readers it went to. */
export interface Published {
  seq: number
  delivered: number
}

export interface Hub {
  /** Hands a message to the hub. Throws CodedError: what `requestJson` throws. */
  publish(message: HubMessage): Promise<Published>
  /**
   * Hands messages of any sessions to the hub in their order, in as few requests as it allows, and answers in that order.
   * Throws what `publish` throws; then the hub has none of the messages from some one on.
   */
  publishAll(messages: HubMessage[]): Promise<Published[]>
}

/** The hub at `endpoint`, for whoever has its publish token. */
export function connectHub({ endpoint, token }: RT.Hub): Hub {
  const url = `${endpoint.replace(/\/+$/, '')}/broadcast`
  const headers = { authorization: `Bearer ${token}` }
  const send = async (bodies: Body[]): Promise<Published[]> => {
    const isOne = bodies.length === 1
    const answer = await requestJson(url, { body: isOne ? bodies[0] : bodies, headers })
    return (isOne ? [answer] : answer) as Published[]
  }
  return {
    publish: async (message) => (await send([bodyOf(message)]))[0]!,
    async publishAll(messages) {
      const published: Published[] = []
      for (const bodies of requestsOf(messages.map(bodyOf))) published.push(...(await send(bodies)))
      return published
    },
  }
}

/** A message as the hub reads it. */
type Body = ReturnType<typeof bodyOf>

const bodyOf = ({ user_id, session_id, ...message }: HubMessage) => ({
  ...{ ...message, userId: user_id, sessionId: session_id },
})

/** The hub takes 100 messages and 256 KiB in one request. */
const MAX_MESSAGES = 100
const MAX_BYTES = 250_000

/** Bodies in their order, as many together as one request may have. One that is too large for any stands alone. */
function requestsOf(bodies: Body[]): Body[][] {
  if (bodies.length === 1) return [bodies]
  const requests: Body[][] = []
  let bytes = MAX_BYTES
  for (const body of bodies) {
    const size = Buffer.byteLength(JSON.stringify(body)) + 1
    const last = requests.at(-1)
    bytes += size
    if (last && last.length < MAX_MESSAGES && bytes <= MAX_BYTES) last.push(body)
    else {
      requests.push([body])
      bytes = size
    }
  }
  return requests
}

/** The hub as jobs publish to it: its values stand in two variables, so that one request reads both. */
const HUB = 'f/openanalyst/hub'
/** Where the hub is, and what lets scripts publish to it; set by `npm start` and by whoever installs this. */
const ENDPOINT = 'f/openanalyst/ws_endpoint'
const TOKEN = 'f/openanalyst/hub_publish_token'

/** Where the hub of the workspace is reached. Throws CodedError `HUB_NOT_CONFIGURED`. */
export async function hubEndpoint(): Promise<string> {
  try {
    return await wmill.getVariable(ENDPOINT)
  } catch (error) {
    throw notConfigured(`The variable ${ENDPOINT} cannot be read: create it`, ENDPOINT, error)
  }
}

/** The hub of the workspace, which is looked up when the first message is published: `HUB_NOT_CONFIGURED` comes then. */
export function workspaceHub(): Hub {
  let hub: Promise<Hub> | undefined
  const connected = () => {
    hub ??= readHub().then(connectHub)
    return hub
  }
  return {
    publish: async (message) => (await connected()).publish(message),
    publishAll: async (messages) => (await connected()).publishAll(messages),
  }
}

/** Checked by hand: many a job publishes and has no other use for zod, which takes 9 ms to load. */
async function readHub(): Promise<RT.Hub> {
  let value: unknown
  try {
    value = await wmill.getResource(HUB)
  } catch (error) {
    const what = `The resource ${HUB} cannot be read, or one of the variables that it points to (${ENDPOINT}, ${TOKEN})`
    throw notConfigured(`${what}: create what is missing`, HUB, error)
  }
  const { endpoint, token } = (value ?? {}) as Partial<RT.Hub>
  if (!endpoint || !token) throw notConfigured(`The resource ${HUB} has no endpoint or no token: give it both`, HUB)
  return { endpoint, token }
}

const notConfigured = (what: string, path: string, cause?: unknown): CodedError =>
  new CodedError('HUB_NOT_CONFIGURED', `${what}, or start with npm start, which does.`, { path }, { cause })

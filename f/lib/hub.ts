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

export interface Hub {
  /**
   * Hands a message to the hub; answers its number in the session and how many readers it went to. Throws CodedError:
   * what `requestJson` throws.
   */
  publish(message: HubMessage): Promise<{ seq: number; delivered: number }>
}

/** The hub at `endpoint`, for whoever has its publish token. */
export function connectHub({ endpoint, token }: { endpoint: string; token: string }): Hub {
  return {
    async publish({ user_id, session_id, ...message }) {
      const body = { ...message, userId: user_id, sessionId: session_id }
      const headers = { authorization: `Bearer ${token}` }
      const answer = await requestJson(`${endpoint.replace(/\/+$/, '')}/broadcast`, { body, headers })
      return answer as { seq: number; delivered: number }
    },
  }
}

/** Where the hub is, and what lets scripts publish to it; set by `npm start` and by whoever installs this. */
const ENDPOINT = 'f/openanalyst/ws_endpoint'
const TOKEN = 'f/openanalyst/hub_publish_token'

/** Where the hub of the workspace is reached. Throws CodedError `HUB_NOT_CONFIGURED`. */
export const hubEndpoint = (): Promise<string> => readVariable(ENDPOINT)

/** The hub that the workspace's variables name, which are read when the first message is published. */
export function workspaceHub(): Hub {
  let hub: Promise<Hub> | undefined
  return {
    async publish(message) {
      hub ??= Promise.all([readVariable(ENDPOINT), readVariable(TOKEN)]).then(([endpoint, token]) =>
        connectHub({ endpoint, token }),
      )
      return (await hub).publish(message)
    },
  }
}

async function readVariable(path: string): Promise<string> {
  try {
    return await wmill.getVariable(path)
  } catch (error) {
    throw new CodedError(
      'HUB_NOT_CONFIGURED',
      `The variable ${path} cannot be read: create it, or start with npm start, which does.`,
      { path },
      { cause: error },
    )
  }
}

import WebSocket from 'ws'
import { z } from 'zod'
import { DeployError } from '../deploy/index.ts'

/** An event as the hub sends it. */
export const hubEventSchema = z.looseObject({
  seq: z.number().optional(),
  type: z.string(),
  payload: z.unknown(),
  timestamp: z.number().optional(),
})
export type HubEvent = z.infer<typeof hubEventSchema>

/**
 * Listens to the events of one session; resolves once the hub has let it in. Leave with `close`. Throws DeployError, in one
 * line, when the hub cannot be reached or does not let it in.
 */
export async function openSession(
  hub: { url: string; publishToken: string },
  userId: string,
  sessionId: string,
  onEvent: (event: HubEvent) => void,
): Promise<{ close(): void }> {
  const response = await fetch(`${hub.url}/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.publishToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ userId, sessionId }),
  }).catch((error) => {
    throw unreachable(hub.url, error.cause ?? error)
  })
  if (!response.ok)
    throw new DeployError(`The hub at ${hub.url} gave no token: ${response.status} ${await response.text()}`)
  const { token } = z.object({ token: z.string() }).parse(await response.json())
  const query = new URLSearchParams({ userId, sessionId, token, since: '0' })
  const socket = new WebSocket(`${hub.url.replace(/^http/, 'ws')}/ws?${query}`)
  socket.on('message', (data) => onEvent(hubEventSchema.parse(JSON.parse(String(data)))))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', (error) => reject(unreachable(hub.url, error)))
  })
  return { close: () => socket.close() }
}

function unreachable(url: string, cause: Error): DeployError {
  const message = `No hub answers at ${url} (${cause.message}). End the npm start it belongs to, and start it again.`
  return new DeployError(message, { cause })
}

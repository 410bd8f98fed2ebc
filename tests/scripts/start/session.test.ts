import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openSession } from '../../../scripts/start/session.ts'
import { startHub } from '../../../services/hub/src/index.ts'

const SECRETS = { publishToken: 'publish-token-of-tests', sessionSecret: 'session-secret-of-tests' }

const open = (url: string, publishToken = SECRETS.publishToken) =>
  openSession({ url, publishToken }, 'ada', randomUUID(), () => {})

test('a hub that is gone is said in one line, with what to do', async () => {
  const hub = await startHub(SECRETS)
  await hub.stop()
  const port = new URL(hub.url).port
  await expect(open(hub.url)).rejects.toThrow(
    `No hub answers at ${hub.url} (connect ECONNREFUSED 127.0.0.1:${port}). End the npm start it belongs to, and start it again.`,
  )
})

test('so is one that hangs up once it has given a token', async () => {
  const server = createServer((_, response) => void response.end('{"token": "any"}')).listen(0, '127.0.0.1')
  server.on('upgrade', (_, socket) => socket.destroy())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(open(url)).rejects.toThrow(`No hub answers at ${url} (socket hang up)`)
  server.close()
})

test('a hub that does not know the token says so', async () => {
  const hub = await startHub(SECRETS)
  await expect(open(hub.url, 'another')).rejects.toThrow(`The hub at ${hub.url} gave no token: 401`)
  await hub.stop()
})

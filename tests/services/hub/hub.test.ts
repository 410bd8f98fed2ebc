import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Hub, type HubOptions, startHub } from '../../../services/hub/src/index.ts'
import { event, FakeSystem, listen, listenUrl, PUBLISH_TOKEN, post, refused, SECRETS, untilConnections } from './kit.ts'

let hub: Hub
const system = new FakeSystem()

async function start(options: Partial<HubOptions> = {}): Promise<void> {
  hub = await startHub({ ...SECRETS, system, ...options })
}

afterEach(() => hub?.stop())

test('an event reaches every reader of its session and nobody else', async () => {
  await start()
  const [one, two, other] = [await listen(hub), await listen(hub), await listen(hub, { userId: 'bob' })]
  const sent = event({ type: 'TASK_COMPLETED', payload: { answer: 'Hello, world!' } })
  expect(await post(hub, '/broadcast', sent)).toEqual({ status: 200, body: { seq: 1, delivered: 2 } })
  const received = { ...sent, seq: 1, epoch: expect.any(String) }
  expect(await one.take(1)).toEqual([received])
  expect(await two.take(1)).toEqual([received])
  await post(hub, '/broadcast', event({ userId: 'bob', payload: 'for bob' }))
  expect(await other.take(1)).toMatchObject([{ seq: 1, payload: 'for bob' }])
})

test('events are numbered per session, and a reader that comes back gets what it missed', async () => {
  await start()
  for (const payload of ['a', 'b', 'c']) await post(hub, '/broadcast', event({ payload }))
  expect((await post(hub, '/broadcast', event({ sessionId: 's2' }))).body.seq).toBe(1)
  const first = await listen(hub, { since: '0' })
  const seen = await first.take(3)
  expect(seen.map(({ seq, payload }) => [seq, payload])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
  first.socket.close()
  await first.closed
  await post(hub, '/broadcast', event({ payload: 'd' }))
  const again = await listen(hub, { since: '3', epoch: seen[2]!.epoch })
  await post(hub, '/broadcast', event({ payload: 'e' }))
  expect((await again.take(2)).map(({ seq, payload }) => [seq, payload])).toEqual([
    [4, 'd'],
    [5, 'e'],
  ])
})

test('without since only new events are sent', async () => {
  await start()
  await post(hub, '/broadcast', event({ payload: 'old' }))
  const reader = await listen(hub)
  await post(hub, '/broadcast', event({ payload: 'new' }))
  expect(await reader.take(1)).toMatchObject([{ seq: 2, payload: 'new' }])
})

test('a reader that the buffer cannot serve is told from where on it can', async () => {
  await start({ limits: { sessionEvents: 2 } })
  for (const payload of ['a', 'b', 'c']) await post(hub, '/broadcast', event({ payload }))
  const reader = await listen(hub, { since: '0' })
  expect(await reader.take(3)).toMatchObject([{ type: 'REPLAY_GAP', from: 2 }, { seq: 2 }, { seq: 3 }])
})

test('publishing an id again answers its number and delivers nothing', async () => {
  await start()
  const reader = await listen(hub)
  expect((await post(hub, '/broadcast', event({ id: 'run-1:1' }))).body).toEqual({ seq: 1, delivered: 1 })
  expect((await post(hub, '/broadcast', event({ id: 'run-1:1' }))).body).toEqual({ seq: 1, delivered: 0 })
  await post(hub, '/broadcast', event({ id: 'run-1:2' }))
  expect((await reader.take(2)).map(({ seq, id }) => [seq, id])).toEqual([
    [1, 'run-1:1'],
    [2, 'run-1:2'],
  ])
})

test('only who has the publish token may publish or mint', async () => {
  await start()
  for (const authorization of ['', 'Bearer wrong', PUBLISH_TOKEN, `Bearer ${PUBLISH_TOKEN}x`])
    for (const path of ['/broadcast', '/tokens'])
      expect(await post(hub, path, event(), { authorization })).toMatchObject({
        status: 401,
        body: { error: { code: 'UNAUTHORIZED', message: expect.stringContaining('Authorization: Bearer') } },
      })
})

test.each([
  ['no JSON', '{"type":'],
  ['a list', []],
  ['no payload', { ...event(), payload: undefined }],
  ['an empty user', event({ userId: '' })],
  ['a timestamp in words', event({ timestamp: 'now' })],
  ["the hub's own type", event({ type: 'REPLAY_GAP' })],
])('a broadcast with %s is a bad request', async (_, body) => {
  await start()
  expect(await post(hub, '/broadcast', body)).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } })
})

test('the faults of a body are listed', async () => {
  await start()
  const { body } = await post(hub, '/broadcast', event({ type: 1, sessionId: '' }))
  expect(body.error.details.map((fault) => fault.path)).toEqual(['type', 'sessionId'])
})

test('a body over the limit is refused, with a length or without', async () => {
  await start({ limits: { messageBytes: 500 } })
  const large = JSON.stringify(event({ payload: 'x'.repeat(500) }))
  expect(await post(hub, '/broadcast', large)).toMatchObject({ status: 413, body: { error: { code: 'TOO_LARGE' } } })
  const streamed = await fetch(`${hub.url}/broadcast`, {
    method: 'POST',
    headers: { authorization: `Bearer ${PUBLISH_TOKEN}` },
    body: new Blob([large]).stream(),
    duplex: 'half',
  } as RequestInit)
  expect(streamed.status).toBe(413)
})

test('a minted token lets its session listen, until it expires', async () => {
  await start()
  const minted = await post(hub, '/tokens', { userId: 'ada', sessionId: 's1', ttl_s: 60 })
  expect(minted).toEqual({ status: 200, body: { token: expect.any(String), expires_at: system.now() + 60_000 } })
  const { token } = minted.body
  const reader = await listen(hub, { token })
  expect((await post(hub, '/broadcast', event())).body.delivered).toBe(1)
  await reader.take(1)
  system.advance(60_000)
  expect((await refused(listenUrl(hub, { token }))).status).toBe(401)
  expect((await post(hub, '/tokens', { userId: 'ada', sessionId: 's1', ttl_s: 3_601 })).status).toBe(400)
})

test('a connection needs a token for its own user and session', async () => {
  await start()
  const faults: [string, string][] = [
    [listenUrl(hub, {}, { sessionId: 's2' }), 'another user or session'],
    [listenUrl(hub, {}, { userId: 'bob' }), 'another user or session'],
    [listenUrl(hub, {}, { expiresAt: system.now() }), 'expired'],
    [listenUrl(hub, { token: 'v1.a.b' }), 'not signed'],
    [listenUrl(hub, { token: 'x' }), 'is none'],
  ]
  for (const [url, words] of faults)
    expect(await refused(url)).toMatchObject({
      status: 401,
      body: { error: { code: 'BAD_SESSION_TOKEN', message: expect.stringContaining(words) } },
    })
  expect((await refused(listenUrl(hub, { token: '' }))).status).toBe(400)
  expect((await refused(listenUrl(hub, { since: '-1' }))).status).toBe(400)
  expect((await refused(listenUrl(hub).replace('/ws?', '/other?'))).status).toBe(404)
})

test('a page of a foreign origin is refused, one on the list is not', async () => {
  await start({ allowedOrigins: ['https://windmill.example.com'] })
  expect(await refused(listenUrl(hub), 'https://evil.example.com')).toMatchObject({
    status: 403,
    body: { error: { code: 'FOREIGN_ORIGIN' } },
  })
  expect((await post(hub, '/broadcast', event(), { origin: 'https://evil.example.com' })).status).toBe(403)
  await listen(hub, {}, { origin: 'https://windmill.example.com' })
  await listen(hub, {}, { origin: hub.url })
  expect((await post(hub, '/broadcast', event())).body.delivered).toBe(2)
})

test('connections are limited in all and per session, and an ended one makes room', async () => {
  await start({ limits: { connections: 3, connectionsPerSession: 2 } })
  const first = await listen(hub)
  await listen(hub)
  expect(await refused(listenUrl(hub))).toMatchObject({ status: 429, body: { error: { code: 'SESSION_FULL' } } })
  await listen(hub, { userId: 'bob' })
  expect(await refused(listenUrl(hub, { userId: 'eve' }))).toMatchObject({
    status: 503,
    body: { error: { code: 'UNAVAILABLE' } },
  })
  first.socket.close()
  await untilConnections(hub, 2)
  await listen(hub)
})

test('a slow reader is dropped with a reason while the others get everything', async () => {
  const limits = { messageBytes: 300_000, sessionBytes: 600_000, slowReaderBytes: 1_200_000 }
  await start({ limits })
  const [slow, quick] = [await listen(hub), await listen(hub)]
  slow.socket.pause()
  let sent = 0
  for (let delivered = 2; delivered === 2; sent += 1)
    delivered = (await post(hub, '/broadcast', event({ payload: 'x'.repeat(250_000) }))).body.delivered
  expect((await quick.take(sent)).map(({ seq }) => seq)).toEqual(Array.from({ length: sent }, (_, i) => i + 1))
  slow.socket.resume()
  expect(await slow.closed).toEqual({ code: 4408, reason: 'slow reader: too many unsent bytes' })
})

test('readers are pinged, and one that does not answer is ended', async () => {
  await start({ limits: { pingMs: 30_000 } })
  const dead = await listen(hub, {}, { autoPong: false })
  const pinged = once(dead.socket, 'ping')
  system.advance(30_000)
  await pinged
  system.advance(30_000)
  expect((await dead.closed).code).toBe(1006)
})

test('a reader that sends something is told that it may not', async () => {
  await start()
  const reader = await listen(hub)
  reader.socket.send('hello')
  expect(await reader.closed).toMatchObject({ code: 1003, reason: expect.stringContaining('POST /broadcast') })
})

test('health counts connections and sessions, and other routes are not found', async () => {
  await start()
  await listen(hub)
  expect(await (await fetch(`${hub.url}/health`)).json()).toEqual({ status: 'ok', connections: 1, sessions: 1 })
  expect((await fetch(`${hub.url}/ws`)).status).toBe(426)
  const other = await fetch(`${hub.url}/other`)
  expect([other.status, ((await other.json()) as { error: { code: string } }).error.code]).toEqual([404, 'NOT_FOUND'])
})

test('stop tells every reader, leaves no timer and frees the port', async () => {
  const own = new FakeSystem()
  await start({ system: own })
  const reader = await listen(hub)
  await hub.stop()
  expect(await reader.closed).toEqual({ code: 1001, reason: 'the hub is stopping' })
  expect(own.timers).toBe(0)
  await expect(once(new WebSocket(listenUrl(hub)), 'open')).rejects.toThrow('ECONNREFUSED')
})

test('a hub without proper secrets, with contradicting limits or on a taken port does not start', async () => {
  await start()
  const port = Number(new URL(hub.url).port)
  await expect(startHub({ ...SECRETS, port })).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  await expect(startHub({ ...SECRETS, publishToken: 'short' })).rejects.toMatchObject({ code: 'BAD_OPTIONS' })
  await expect(startHub({ ...SECRETS, sessionSecret: PUBLISH_TOKEN })).rejects.toMatchObject({ code: 'BAD_OPTIONS' })
  for (const limits of [{ pingMs: 0 }, { sessions: 1_000 }, { slowReaderBytes: 1 }])
    await expect(startHub({ ...SECRETS, limits })).rejects.toMatchObject({ code: 'BAD_OPTIONS' })
})

import { afterEach, expect, test } from 'vitest'
import { type Hub, type HubOptions, startHub } from '../../../services/hub/src/index.ts'
import { event, FakeSystem, listen, PUBLISH_TOKEN, post, SECRETS } from './kit.ts'

let hub: Hub

async function start(options: Partial<HubOptions> = {}): Promise<void> {
  hub = await startHub({ ...SECRETS, system: new FakeSystem(), ...options })
}

afterEach(() => hub?.stop())

test('a list of messages of several sessions is published in its order, and answered in it', async () => {
  await start()
  const [ada, bob] = [await listen(hub), await listen(hub, { userId: 'bob' })]
  const list = [
    event({ payload: 'a' }),
    event({ payload: 'for bob', userId: 'bob' }),
    event({ payload: 'b', id: 'run-1/2' }),
    event({ payload: 'unheard', sessionId: 's2' }),
    event({ payload: 'b again', id: 'run-1/2' }),
  ]
  expect(await post(hub, '/broadcast', list)).toEqual({
    status: 200,
    body: [
      { seq: 1, delivered: 1 },
      { seq: 1, delivered: 1 },
      { seq: 2, delivered: 1 },
      { seq: 1, delivered: 0 },
      { seq: 2, delivered: 0 },
    ],
  })
  expect(await ada.take(2)).toMatchObject([
    { seq: 1, payload: 'a' },
    { seq: 2, payload: 'b', id: 'run-1/2' },
  ])
  expect(await bob.take(1)).toMatchObject([{ seq: 1, payload: 'for bob' }])
})

test('a list of one is answered with a list', async () => {
  await start()
  expect((await post(hub, '/broadcast', [event()])).body).toEqual([{ seq: 1, delivered: 0 }])
})

test('of a list with a wrong message none is taken, and the answer says which one is wrong', async () => {
  await start()
  const list = [event(), event(), event({ userId: '', timestamp: 'now' })]
  const { status, body } = await post(hub, '/broadcast', list)
  expect(status).toBe(400)
  expect(body.error).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringMatching(/^2\.userId: /) })
  expect(body.error.details.map(({ path }) => path)).toEqual(['2.userId', '2.timestamp'])
  expect((await post(hub, '/broadcast', event())).body.seq).toBe(1)
})

test('a list has 1 to 100 messages', async () => {
  await start()
  const listOf = (length: number) => Array.from({ length }, () => event())
  expect((await post(hub, '/broadcast', listOf(0))).status).toBe(400)
  expect((await post(hub, '/broadcast', listOf(101))).status).toBe(400)
  expect((await post(hub, '/broadcast', listOf(100))).body).toHaveLength(100)
})

test('the limit of a body is that of a list as a whole', async () => {
  await start({ limits: { messageBytes: 500 } })
  const list = Array.from({ length: 5 }, () => event({ payload: 'x'.repeat(100) }))
  expect(await post(hub, '/broadcast', list)).toMatchObject({ status: 413, body: { error: { code: 'TOO_LARGE' } } })
  expect((await post(hub, '/broadcast', list.slice(0, 2))).status).toBe(200)
})

test('a list is refused without the publish token', async () => {
  await start()
  const authorization = `Bearer ${PUBLISH_TOKEN}x`
  expect((await post(hub, '/broadcast', [event()], { authorization })).status).toBe(401)
})

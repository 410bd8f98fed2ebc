import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectHub, type HubMessage, hubEndpoint, workspaceHub } from '../../../f/lib/hub.ts'
import { type Hub, startHub } from '../../../services/hub/src/index.ts'
import { openWindmillDoor, type WindmillDoor } from '../../helpers/windmill-door.ts'

const TOKEN = 'publish-token-of-tests'
let hub: Hub

beforeAll(async () => {
  hub = await startHub({ publishToken: TOKEN, sessionSecret: 'session-secret-of-tests' })
})
afterAll(async () => {
  await hub.stop()
})

const message = (changes: Partial<HubMessage> = {}): HubMessage => ({
  ...{ type: 'TASK_PROGRESS', user_id: 'ada', session_id: 's1', payload: { n: 1 }, timestamp: 1 },
  ...changes,
})

test('a message is numbered in its session, and an id makes it the same one', async () => {
  const door = connectHub({ endpoint: `${hub.url}/`, token: TOKEN })
  expect(await door.publish(message({ id: 'a' }))).toEqual({ seq: 1, delivered: 0 })
  expect(await door.publish(message({ id: 'b' }))).toMatchObject({ seq: 2 })
  expect(await door.publish(message({ id: 'a' }))).toMatchObject({ seq: 1 })
  expect(await door.publish(message({ session_id: 's2' }))).toMatchObject({ seq: 1 })
})

test('a wrong token is refused, and stands in no error', async () => {
  const failing = connectHub({ endpoint: hub.url, token: 'wrong-token' }).publish(message())
  await expect(failing).rejects.toMatchObject({ code: 'HTTP_STATUS', details: { status: 401 } })
  const error = (await failing.catch((thrown) => thrown)) as Error
  expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('wrong-token')
})

test('a hub that is not there is told with the reason', async () => {
  const gone = await startHub({ publishToken: TOKEN, sessionSecret: 'session-secret-of-tests' })
  await gone.stop()
  await expect(connectHub({ endpoint: gone.url, token: TOKEN }).publish(message())).rejects.toMatchObject({
    code: 'HTTP_UNREACHABLE',
    message: expect.stringContaining('ECONNREFUSED'),
  })
})

describe('messages that are handed over at once', () => {
  const listed = (count: number, session_id: string, payload: unknown) =>
    Array.from({ length: count }, (_, n) => message({ session_id, payload, id: `${n}` }))

  test('are numbered in their order, each in its session', async () => {
    const door = connectHub({ endpoint: hub.url, token: TOKEN })
    const messages = [message({ session_id: 'a' }), message({ session_id: 'b' }), message({ session_id: 'a' })]
    expect(await door.publishAll(messages)).toEqual([
      { seq: 1, delivered: 0 },
      { seq: 1, delivered: 0 },
      { seq: 2, delivered: 0 },
    ])
    expect(await door.publishAll([message({ session_id: 'a' })])).toEqual([{ seq: 3, delivered: 0 }])
  })

  test.each([
    ['too many', 250, 'x', 3],
    ['too large', 4, 'x'.repeat(100_000), 2],
    ['too large in bytes', 4, '語'.repeat(40_000), 2],
  ])('for one request, being %s, go in several', async (about, count, payload, requests) => {
    const asked = vi.spyOn(globalThis, 'fetch')
    const published = await connectHub({ endpoint: hub.url, token: TOKEN }).publishAll(listed(count, about, payload))
    expect(published.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, n) => n + 1))
    expect(asked).toHaveBeenCalledTimes(requests)
    asked.mockRestore()
  })

  test('are handed over up to the one that is too large for any request', async () => {
    const door = connectHub({ endpoint: hub.url, token: TOKEN })
    const large = message({ session_id: 'large', payload: 'x'.repeat(300_000) })
    const failing = door.publishAll([...listed(2, 'large', 'x'), large, message({ session_id: 'large' })])
    await expect(failing).rejects.toMatchObject({ code: 'HTTP_STATUS', details: { status: 413 } })
    expect(await door.publish(message({ session_id: 'large' }))).toMatchObject({ seq: 3 })
  })
})

describe('the hub of the workspace', () => {
  let windmill: WindmillDoor

  beforeEach(async () => {
    windmill = await openWindmillDoor()
    windmill.variables.set('f/openanalyst/ws_endpoint', hub.url)
    windmill.variables.set('f/openanalyst/hub_publish_token', TOKEN)
  })
  afterEach(() => windmill.stop())

  test('is looked up with one request, by the first message', async () => {
    let reads = 0
    windmill.on('GET', /^\/(variables|resources)\//, () => {
      reads += 1
      return { json: { endpoint: hub.url, token: TOKEN } }
    })
    const door = workspaceHub()
    expect(reads).toBe(0)
    await Promise.all([door.publish(message({ session_id: 'w' })), door.publishAll([message({ session_id: 'w' })])])
    expect(reads).toBe(1)
  })

  test('stands in the variables that an installation sets, to which the deployed resource points', async () => {
    expect(await workspaceHub().publish(message({ session_id: 'v' }))).toEqual({ seq: 1, delivered: 0 })
    expect(await hubEndpoint()).toBe(hub.url)
  })

  test.each(['f/openanalyst/ws_endpoint', 'f/openanalyst/hub_publish_token'])('is told to lack %s', async (path) => {
    windmill.variables.delete(path)
    await expect(workspaceHub().publish(message())).rejects.toMatchObject({
      code: 'HUB_NOT_CONFIGURED',
      message: expect.stringContaining(path),
    })
  })

  test('is told to be none when the resource is another thing', async () => {
    windmill.resources.set('f/openanalyst/hub', { endpoint: hub.url })
    await expect(workspaceHub().publish(message())).rejects.toMatchObject({
      code: 'HUB_NOT_CONFIGURED',
      details: { path: 'f/openanalyst/hub' },
    })
  })

  test('has no endpoint to tell while its variable is missing', async () => {
    windmill.variables.delete('f/openanalyst/ws_endpoint')
    await expect(hubEndpoint()).rejects.toMatchObject({ code: 'HUB_NOT_CONFIGURED' })
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectHub, type HubMessage } from '../../../f/lib/hub.ts'
import { type Hub, startHub } from '../../../services/hub/src/index.ts'

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

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const PATH = 'f/sample/hello'
const HELLO = {
  path: PATH,
  script_path: 'f/sample/hello',
  is_flow: false,
  route_path: 'sample/hello/:name',
  http_method: 'get',
  authentication_method: 'none',
  is_static_website: false,
}

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const create = (more: JsonObject = {}, as?: string) =>
  windmill.call('POST', 'http_triggers/create', { ...HELLO, ...more }, as ? { as } : {})
const get = async (path = PATH) => (await windmill.call('GET', `http_triggers/get/${path}`)).body as JsonObject

describe('an HTTP trigger', () => {
  test('is created with 201 and its path, and shows what was left out', async () => {
    expect(await create()).toMatchObject({ status: 201, body: PATH })
    expect(await get()).toMatchObject({
      ...HELLO,
      mode: 'enabled',
      route_path_key: 'sample/hello/:key',
      request_type: 'sync',
      summary: null,
      workspaced_route: false,
      wrap_body: false,
      raw_string: false,
      is_draft: false,
    })
  })

  test('understands what older clients say', async () => {
    await create({ is_async: true, enabled: false })
    expect(await get()).toMatchObject({ request_type: 'async', mode: 'disabled' })
  })

  test('keeps its mode when an update says nothing of it', async () => {
    await create({ mode: 'disabled' })
    const { status, body } = await windmill.call('POST', `http_triggers/update/${PATH}`, { ...HELLO, summary: 'new' })
    expect({ status, body }).toEqual({ status: 200, body: `Trigger '${PATH}' updated` })
    expect(await get()).toMatchObject({ mode: 'disabled', summary: 'new' })
    await windmill.call('POST', `http_triggers/setmode/${PATH}`, { mode: 'suspended' })
    expect(await get()).toMatchObject({ mode: 'suspended' })
  })

  test('is moved by an update, but not over another', async () => {
    await create()
    await create({ path: 'f/sample/other', route_path: 'other' })
    const body = { ...HELLO, path: 'f/sample/other' }
    expect(await windmill.call('POST', `http_triggers/update/${PATH}`, body)).toMatchObject({ status: 400 })
    await windmill.call('POST', `http_triggers/update/${PATH}`, { ...HELLO, path: 'f/sample/moved' })
    expect(await get('f/sample/moved')).toMatchObject({ route_path: HELLO.route_path })
  })

  test('is deleted once', async () => {
    await create()
    expect((await windmill.call('DELETE', `http_triggers/delete/${PATH}`)).body).toBe(`Trigger '${PATH}' deleted`)
    const { status, body } = await windmill.call('DELETE', `http_triggers/delete/${PATH}`)
    expect({ status, body }).toEqual({ status: 404, body: `Not found: Trigger not found at path: ${PATH}` })
  })
})

describe('routes', () => {
  test.each(['hello', 'a/b-c/:id', ':id', 'a/*rest', '*rest', ':a/b/:c'])('%s is one', async (route_path) => {
    expect(await create({ route_path })).toMatchObject({ status: 201 })
  })

  test.each(['', '/hello', 'hello/', 'a//b', 'a/*rest/b', 'a b', 'a/:', '*', 'a/?x=1', 'a/../b'])(
    '"%s" is none',
    async (route_path) => {
      const { status, body } = await create({ route_path })
      expect({ status, body }).toMatchObject({ status: 400, body: expect.stringContaining('Invalid route path') })
    },
  )

  test('that cannot be told apart are refused, whatever their parameters are called', async () => {
    await create()
    const other = { path: 'f/sample/other', route_path: 'sample/hello/:who' }
    expect(await create(other)).toMatchObject({
      status: 400,
      body: 'Bad request: A route already exists with this path',
    })
    expect(await create({ ...other, http_method: 'post' })).toMatchObject({ status: 201 })
  })

  test('of a workspace stand below its name, where a shared one may stand already', async () => {
    await create({ route_path: 'sample/x' })
    const own = { path: 'f/sample/own', route_path: 'x', workspaced_route: true }
    expect(await create(own)).toMatchObject({ status: 400 })
    expect(await create({ ...own, route_path: 'y' })).toMatchObject({ status: 201 })
    const exists = async (body: JsonObject) => (await windmill.call('POST', 'http_triggers/route_exists', body)).body
    expect(await exists({ route_path: 'sample/y', http_method: 'get' })).toBe(true)
    expect(await exists({ route_path: 'y', http_method: 'get' })).toBe(false)
    expect(await exists({ route_path: 'sample/y', http_method: 'get', trigger_path: 'f/sample/own' })).toBe(false)
  })

  test('are set by admins alone; others may change what they start', async () => {
    const ada = windmill.addMember('ada')
    expect(await create({ path: 'u/ada/x', route_path: 'x' }, ada)).toMatchObject({ status: 403 })
    await create({ path: 'u/ada/x', route_path: 'x' })
    const change = (more: JsonObject) =>
      windmill.call(
        'POST',
        'http_triggers/update/u/ada/x',
        { ...HELLO, path: 'u/ada/x', route_path: 'x', ...more },
        { as: ada },
      )
    expect(await change({ route_path: 'y' })).toMatchObject({ status: 403 })
    expect(await change({ script_path: 'u/ada/other' })).toMatchObject({ status: 200 })
  })
})

test.each([
  ['a method that is none', { http_method: 'connect' }, 400, 'body.http_method'],
  ['custom authentication without the raw body', { authentication_method: 'custom_script' }, 400, 'raw body'],
  ['files of an object storage', { is_static_website: true }, 501, 'object storage'],
  ['nothing to start', { script_path: '' }, 400, 'body.script_path'],
])('a trigger with %s is refused', async (_name, more, status, message) => {
  expect(await create(more)).toMatchObject({ status, body: expect.stringContaining(message) })
})

test('a WebSocket trigger is kept and handed back', async () => {
  const trigger = {
    path: 'f/sample/feed',
    script_path: 'f/sample/hello',
    is_flow: false,
    url: 'wss://example.com/feed',
    filters: [{ key: 'type', value: 'trade' }],
    can_return_message: false,
    can_return_error_result: false,
  }
  expect(await windmill.call('POST', 'websocket_triggers/create', trigger)).toMatchObject({ status: 201 })
  const { body } = await windmill.call('GET', 'websocket_triggers/get/f/sample/feed')
  expect(body).toMatchObject({ ...trigger, mode: 'enabled', initial_messages: [] })
  expect((await windmill.call('GET', 'http_triggers/list')).body).toEqual([])
})

test('a kind that the free Windmill lacks is not there, and says so', async () => {
  for (const [method, path] of [
    ['GET', 'kafka_triggers/list'],
    ['POST', 'kafka_triggers/create'],
    ['GET', 'email_triggers/get/f/a/b'],
  ] as const) {
    const { status, body } = await windmill.call(method, path, method === 'POST' ? {} : undefined)
    expect({ status, body }).toMatchObject({ status: 404, body: expect.stringContaining('are not in this server') })
  }
})

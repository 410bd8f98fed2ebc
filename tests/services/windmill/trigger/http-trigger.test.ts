import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { resources, triggers as triggerStore, type triggers } from '../../../../services/windmill/src/store/index.ts'
import { type ApiKit, type Asked, openApi, WORKSPACE } from '../api/kit.ts'
import { recordedAnswer } from '../api/recorded.ts'

const SHAPED = 'export async function preprocessor(event: any) { return event }\nexport async function main() {}'

let kit: ApiKit
beforeEach(async () => {
  kit = await openApi()
  kit.deployScript('f/sample/hello', SHAPED)
  kit.deployScript('f/sample/plain', 'export function main() {}')
})
afterEach(() => kit.windmill.stop())

type Changes = Partial<Omit<triggers.Trigger, 'config'>> & { config?: JsonObject }

function addTrigger(path: string, { config = {}, ...trigger }: Changes = {}): void {
  triggerStore.insertTrigger.run(kit.windmill.store.connection, {
    workspace_id: WORKSPACE,
    kind: 'http',
    path,
    script_path: 'f/sample/plain',
    is_flow: false,
    mode: 'enabled',
    config: { http_method: 'post', route_path: 'sample/route', request_type: 'async', ...config },
    extra_perms: {},
    email: 'ops@windmill.dev',
    permissioned_as: 'u/admin',
    edited_by: 'admin',
    edited_at: kit.now(),
    ...trigger,
  })
}

const call = (method: string, path: string, asked: Asked = {}) =>
  kit.answer(method, `/api/r/${path}`, { token: null, ...asked })
const jobOf = async (answer: Promise<{ body: unknown }>) => kit.job((await answer).body as string)

describe('an HTTP trigger', () => {
  test('gives its preprocessor the route, its parameters, the query, the headers and the body', async () => {
    addTrigger('f/sample/hello', {
      script_path: 'f/sample/hello',
      config: { http_method: 'post', route_path: 'sample/hello/:name' },
    })
    const job = await jobOf(call('POST', 'sample/hello/Ada%20L?mood=loud', { body: { k: [1] } }))
    expect(job.options.preprocess).toBe(true)
    expect(job.args.event).toEqual({
      kind: 'http',
      route: 'sample/hello/:name',
      path: 'sample/hello/Ada L',
      trigger_path: 'f/sample/hello',
      method: 'post',
      params: { name: 'Ada L' },
      query: { mood: 'loud' },
      headers: { 'content-type': 'application/json' },
      body: { k: [1] },
      raw_string: null,
    })
  })

  test('gives a script without one the body alone, whatever the query says', async () => {
    addTrigger('f/sample/route', { config: { route_path: 'sample/:id' } })
    const job = await jobOf(call('POST', 'sample/7?raw=true&include_query=a&a=1', { body: { n: 1 } }))
    expect(job.args).toEqual({ n: 1 })
  })

  test('wraps the body and adds its text as the trigger says', async () => {
    addTrigger('f/sample/route', { config: { wrap_body: true, raw_string: true } })
    expect((await jobOf(call('POST', 'sample/route', { body: { n: 1 } }))).args).toEqual({
      body: { n: 1 },
      raw_string: '{"n":1}',
    })
  })

  test('runs as whom it was deployed for, in its own name', async () => {
    addTrigger('f/sample/route')
    expect(await jobOf(call('POST', 'sample/route', { body: {} }))).toMatchObject({
      created_by: 'HTTP-f/sample/route',
      permissioned_as: 'u/admin',
      email: 'ops@windmill.dev',
      trigger_kind: 'http',
      trigger_path: 'f/sample/route',
    })
  })

  test('that is async answers 201 with the id', async () => {
    addTrigger('f/sample/route')
    const recorded = recordedAnswer('HTTP routes', 'POST', /pipeline/)
    const answer = await call('POST', 'sample/route', { body: {} })
    expect([answer.status, answer.type]).toEqual([recorded.status, recorded.response_type])
  })

  test('that is sync answers as the result says', async () => {
    addTrigger('f/sample/refuse', { config: { route_path: 'sample/refuse', request_type: 'sync' } })
    const started = kit.nextJob()
    const answer = call('POST', 'sample/refuse', { body: { code: 418 } })
    kit.succeed(await started, { windmill_status_code: 418, result: { refused: true } })
    const recorded = recordedAnswer('HTTP routes', 'POST', /refuse/)
    expect(await answer).toEqual({
      status: recorded.status,
      type: recorded.response_type,
      body: JSON.parse(recorded.response),
    })
  })

  test('that is sync_sse answers with a stream', async () => {
    addTrigger('f/sample/route', { config: { request_type: 'sync_sse' } })
    const started = kit.nextJob()
    const response = await kit.ask('POST', '/api/r/sample/route', { body: {}, token: null })
    kit.succeed(await started, 1)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toContain('"completed":true,"only_result":1')
  })

  test('of a flow runs the flow', async () => {
    kit.deployFlow('f/sample/flow', { modules: [{ id: 'a', value: { type: 'identity' } }] })
    addTrigger('f/sample/route', { script_path: 'f/sample/flow', is_flow: true })
    expect(await jobOf(call('POST', 'sample/route', { body: { n: 1 } }))).toMatchObject({
      kind: 'flow',
      args: { n: 1 },
    })
  })

  test('that is to be retried, or has an error handler, runs as a flow of one step', async () => {
    const retry = { constant: { attempts: 2, seconds: 1 } }
    addTrigger('f/sample/route', { config: { retry, error_handler_path: 'f/sample/hello' } })
    expect(await jobOf(call('POST', 'sample/route', { body: { n: 1 } }))).toMatchObject({
      kind: 'singlestepflow',
      tag: 'flow',
      script_path: 'f/sample/plain',
      raw_flow: {
        modules: [
          { id: 'a', retry, value: { path: 'f/sample/plain', input_transforms: { n: { type: 'javascript' } } } },
        ],
        failure_module: { id: 'failure', value: { path: 'f/sample/hello' } },
      },
      flow_status: { step: 0 },
    })
  })

  test('with a preprocessor and a retry runs the preprocessor once, then the step with what it made', async () => {
    const schema = { properties: { name: {}, mood: {} } }
    kit.deployScript('f/sample/hello', SHAPED, { schema, hash: 'aaaaaaaaaaaaaaaa' })
    const retry = { constant: { attempts: 2, seconds: 1 } }
    addTrigger('f/sample/route', { script_path: 'f/sample/hello', config: { retry } })
    const hello = { type: 'script', path: 'f/sample/hello', hash: 'aaaaaaaaaaaaaaaa' }
    expect(await jobOf(call('POST', 'sample/route', { body: {} }))).toMatchObject({
      args: { event: { kind: 'http' } },
      options: {},
      raw_flow: {
        preprocessor_module: { value: { ...hello, input_transforms: { event: { expr: 'flow_input.event' } } } },
        modules: [{ retry, value: { ...hello, input_transforms: { name: {}, mood: {} } } }],
      },
      flow_status: { step: -1 },
    })
  })

  test('answers broken JSON with 400', async () => {
    addTrigger('f/sample/route')
    const recorded = recordedAnswer('HTTP routes', 'POST', /Bob/)
    expect(recorded.request).toBe('{"k":[1]}')
    expect(await call('POST', 'sample/route', { body: '{"k":' })).toMatchObject({
      status: 400,
      body: 'Bad request: invalid json: EOF while parsing a value at line 1 column 5',
    })
  })

  test('of a workspace of its own is behind the workspace', async () => {
    addTrigger('f/sample/route', { config: { workspaced_route: true } })
    expect((await call('POST', `${WORKSPACE}/sample/route`, { body: {} })).status).toBe(201)
    expect((await call('POST', 'sample/route', { body: {} })).status).toBe(404)
  })

  test('that is suspended holds its jobs until somebody lets them go, or cancels them', async () => {
    addTrigger('f/sample/route', { mode: 'suspended' })
    for (const n of [1, 2]) {
      expect(await call('POST', 'sample/route', { body: { n } })).toMatchObject({
        status: 200,
        body: 'Trigger f/sample/route is in suspended mode, jobs are added to the queue but suspended',
      })
    }
    expect(kit.windmill.queue.claim(1)).toEqual([])
    const list = (await kit.answer('GET', '/jobs/queue/list?suspended=true')).body as { id: string }[]
    const [second, first] = list.map((row) => row.id)
    const door = '/trigger/http'
    const released = await kit.answer('POST', `${door}/resume_suspended_trigger_jobs/f/sample/route`, {
      body: { job_ids: [first] },
    })
    expect(released.body).toBe('Reassigned 1 jobs')
    expect(kit.windmill.queue.claim(5).map((job) => job.id)).toEqual([first])
    const canceled = await kit.answer('POST', `${door}/cancel_suspended_trigger_jobs/f/sample/route`, { body: {} })
    expect(canceled.body).toBe('Canceled 1 jobs')
    expect(kit.job(second!).canceled_by).toBe('admin')
  })

  test('that would serve files is refused by name', async () => {
    addTrigger('f/sample/route', { config: { static_asset_config: { s3: 'a' } } })
    expect((await call('POST', 'sample/route', { body: {} })).status).toBe(501)
  })
})

describe('a request', () => {
  test('to no route, or with another method, is a 404 with Windmill’s words', async () => {
    addTrigger('f/sample/hello', { config: { http_method: 'get', route_path: 'sample/hello/:name' } })
    expect(await call('GET', 'sample/nowhere')).toMatchObject({
      status: 404,
      body: 'Not found: Trigger not found at name /sample/nowhere',
    })
    expect(await call('PUT', 'sample/hello/Ada')).toMatchObject({
      status: 404,
      body: 'Not found: Trigger not found at name /sample/hello/Ada',
    })
  })

  test('by HEAD or OPTIONS is answered with nothing, and starts nothing', async () => {
    addTrigger('f/sample/hello', { config: { http_method: 'get' } })
    for (const method of ['HEAD', 'OPTIONS']) {
      const response = await kit.ask(method, '/api/r/sample/route', {
        token: null,
        headers: { origin: 'http://localhost:5173' },
      })
      expect([response.status, await response.text()]).toEqual([200, ''])
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
    expect(kit.windmill.queue.claim(1)).toEqual([])
  })

  test('sees a trigger as soon as it is there, has changed, or is gone', async () => {
    const status = async () => (await call('POST', 'sample/route', { body: {} })).status
    const { connection } = kit.windmill.store
    const key = { workspace_id: WORKSPACE, kind: 'http', path: 'f/sample/route' }
    expect(await status()).toBe(404)
    addTrigger('f/sample/route')
    expect(await status()).toBe(201)
    triggerStore.setTriggerMode.run(connection, {
      ...key,
      mode: 'disabled',
      edited_by: 'admin',
      edited_at: kit.now(),
    })
    expect(await status()).toBe(404)
    triggerStore.setTriggerMode.run(connection, {
      ...key,
      mode: 'enabled',
      edited_by: 'admin',
      edited_at: kit.now(),
    })
    expect(await status()).toBe(201)
    triggerStore.deleteTrigger.run(connection, key)
    expect(await status()).toBe(404)
  })
})

describe('the login of a route', () => {
  function guarded(authentication_method: string, value: JsonObject): void {
    resources.insertResource.run(kit.windmill.store.connection, {
      workspace_id: WORKSPACE,
      path: 'f/sample/login',
      value,
      description: undefined,
      resource_type: 'any',
      labels: undefined,
      ws_specific: false,
      created_by: 'admin',
      now: kit.now(),
    })
    addTrigger('f/sample/route', {
      config: { authentication_method, authentication_resource_path: 'f/sample/login' },
    })
  }
  const status = async (asked: Asked) => (await call('POST', 'sample/route', { body: {}, ...asked })).status

  test('windmill wants a member who may read the trigger, and runs in their name', async () => {
    addTrigger('f/sample/route', { config: { authentication_method: 'windmill' } })
    kit.makeFolder('sample')
    expect(await call('POST', 'sample/route', { body: {} })).toMatchObject({
      status: 401,
      body: 'Not authorized: Requires authentication',
    })
    expect(await status({ token: kit.windmill.addMember('bob') })).toBe(401)
    const job = await jobOf(call('POST', 'sample/route', { body: {}, token: kit.windmill.token }))
    expect(job).toMatchObject({ created_by: 'admin', email: 'ops@windmill.dev' })
  })

  test('windmill lets a token with scopes in that may read the trigger, whatever the method', async () => {
    addTrigger('f/sample/route', { config: { authentication_method: 'windmill' } })
    const { windmill } = kit
    const status = async (limits: { scopes?: string[]; read_only?: boolean }) => {
      const token = windmill.auth.createToken({ email: 'admin@windmill.dev', label: 'limited', ...limits })
      return (await call('POST', 'sample/route', { body: {}, token })).status
    }
    expect(await status({ scopes: ['http_triggers:read'] })).toBe(201)
    expect(await status({ scopes: ['http_triggers:read:f/sample/*'] })).toBe(201)
    expect(await status({ scopes: ['http_triggers:read:f/other/*'] })).toBe(403)
    expect(await status({ scopes: ['jobs:run', 'users:read'] })).toBe(403)
    expect(await status({ read_only: true })).toBe(403)
  })

  test('windmill hands its preprocessor the token, by which it learns who asks', async () => {
    addTrigger('f/sample/route', { script_path: 'f/sample/hello', config: { authentication_method: 'windmill' } })
    const { event } = (await jobOf(call('POST', 'sample/route', { body: {}, token: kit.windmill.token }))).args as {
      event: { headers: Record<string, string> }
    }
    expect(event.headers.authorization).toBe(`Bearer ${kit.windmill.token}`)
  })

  test('api_key wants the key in its header', async () => {
    guarded('api_key', { api_key_header: 'X-Key', api_key_secret: 's3cret' })
    expect(await call('POST', 'sample/route', { body: {} })).toMatchObject({ status: 401, body: 'Unauthorized' })
    expect(await status({ headers: { 'x-key': 'wrong' } })).toBe(401)
    expect(await status({ headers: { 'x-key': 's3cret' } })).toBe(201)
  })

  test('basic_http wants a name and a password, and says so', async () => {
    guarded('basic_http', { username: 'ada', password: 'pass:word' })
    const refused = await kit.ask('POST', '/api/r/sample/route', { body: {}, token: null })
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Restricted Area"'])
    const login = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } })
    expect(await status(login('ada:wrong'))).toBe(401)
    expect(await status(login('ada:pass:word'))).toBe(201)
  })

  test('custom_script hands the text and every header to the preprocessor', async () => {
    addTrigger('f/sample/route', { script_path: 'f/sample/hello', config: { authentication_method: 'custom_script' } })
    const asked = { body: { n: 1 }, headers: { authorization: 'Bearer theirs' } }
    const { event } = (await jobOf(call('POST', 'sample/route', asked))).args as { event: JsonObject }
    expect(event).toMatchObject({ raw_string: '{"n":1}', headers: { authorization: 'Bearer theirs' } })
  })

  test('without its resource, or with one of another kind, is a 400 that says so', async () => {
    addTrigger('f/sample/route', { config: { authentication_method: 'api_key' } })
    expect((await call('POST', 'sample/route', { body: {} })).body).toContain('Missing authentication resource path')
    triggerStore.deleteTrigger.run(kit.windmill.store.connection, {
      workspace_id: WORKSPACE,
      kind: 'http',
      path: 'f/sample/route',
    })
    guarded('api_key', { token: 'x' })
    expect((await call('POST', 'sample/route', { body: {} })).body).toContain('api_key_header')
  })

  test('signature refuses a wrong one as JSON', async () => {
    guarded('signature', { signature_provider: 'Github', secret_key: 'k' })
    const answer = await call('POST', 'sample/route', { body: {}, headers: { 'x-hub-signature-256': 'sha256=00' } })
    expect(answer).toMatchObject({ status: 401, body: { error: 'signature invalid' } })
  })
})

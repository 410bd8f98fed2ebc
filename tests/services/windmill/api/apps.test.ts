import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { apps } from '../../../../services/windmill/src/store/index.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'
import { fieldsOf, recordedAnswer } from './recorded.ts'

const PATH = 'f/sample/board'
const STEP = 'a deployed raw app'
const SOURCE = 'export async function main() { return 1 }'
const RUNNABLES = { a: { type: 'inline', inlineScript: { content: SOURCE, language: 'bun', lock: '' } } }
const VALUE = { runnables: RUNNABLES, files: { '/index.tsx': 'export {}' } }
const POLICY = { execution_mode: 'publisher', triggerables_v2: {} }

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

function form(app: unknown, parts: Record<string, string> = { js: 'run()', css: 'main{}' }): FormData {
  const data = new FormData()
  data.append('app', typeof app === 'string' ? app : JSON.stringify(app))
  for (const [name, text] of Object.entries(parts)) data.append(name, new Blob([text]))
  return data
}

/** A request with a form, which `call` cannot send. */
async function send(path: string, data: FormData): Promise<{ status: number; body: string }> {
  const answer = await windmill.app.request(`/api/w/${windmill.workspace}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${windmill.token}` },
    body: data,
  })
  return { status: answer.status, body: await answer.text() }
}

const createRaw = (more: JsonObject = {}, parts?: Record<string, string>) =>
  send('apps/create_raw', form({ path: PATH, summary: 'Board', value: VALUE, policy: POLICY, ...more }, parts))
const get = async (path: string, as?: string | null) => {
  const { status, headers, body } = await windmill.call('GET', path, undefined, as === undefined ? {} : { as })
  return { status, body: body as JsonObject, type: headers.get('content-type'), headers }
}
const recordedFields = (path: RegExp) => fieldsOf(JSON.parse(recordedAnswer(STEP, 'GET', path).response))

describe('a raw app', () => {
  test('is created from a form and shown with the fields of the recorded one', async () => {
    expect(await createRaw()).toEqual({ status: 201, body: PATH })
    const { body } = await get(`apps/get/p/${PATH}`)
    expect(fieldsOf(body)).toEqual(recordedFields(/apps\/get\/p/))
    expect(body).toMatchObject({ value: VALUE, raw_app: true, summary: 'Board', is_draft: false })
    expect(fieldsOf(body.policy)).toEqual(fieldsOf({ ...POLICY, s3_inputs: 0, allowed_s3_keys: 0, ...AS_ADMIN }))
    expect(body.policy).toMatchObject(AS_ADMIN)
  })

  const AS_ADMIN = { on_behalf_of: 'u/admin', on_behalf_of_email: 'admin@windmill.dev' }

  test('is shown to visitors without its files and with numbers for its code', async () => {
    await createRaw()
    const { body } = await get(`apps/get/lite/${PATH}`)
    expect(fieldsOf(body)).toEqual(recordedFields(/apps\/get\/lite/))
    const inlineScript = { id: expect.any(Number), content: null, language: 'bun' }
    expect(body.value).toEqual({ version: 1, runnables: { a: { type: 'inline', inlineScript } } })
    const { runnables } = body.value as { runnables: { a: { inlineScript: { id: number } } } }
    const { workspace: workspace_id, store } = windmill
    const script = apps.getAppScript.one(store.connection, { workspace_id, id: runnables.a.inlineScript.id })
    expect(script).toMatchObject({ content: SOURCE, language: 'bun', runnable: 'a', version_id: 1 })
  })

  test('gets a new version by an update, and keeps the older ones', async () => {
    await createRaw({ deployment_message: 'first' })
    const update = form({ value: { ...VALUE, files: {} }, summary: 'Two' }, { js: 'two()' })
    expect(await send(`apps/update_raw/${PATH}`, update)).toMatchObject({ status: 200 })
    expect((await get(`apps/get/p/${PATH}`)).body).toMatchObject({ versions: [1, 2], summary: 'Two', policy: POLICY })
    expect((await get('apps/get/v/1')).body).toMatchObject({ value: VALUE })
    expect((await get(`apps/history/p/${PATH}`)).body).toEqual([
      { app_id: 1, version: 2 },
      { app_id: 1, version: 1, deployment_msg: 'first' },
    ])
  })

  test.each([
    ['no app in front', form('{}', {}), 'js is missing'],
    ['no JSON', form('{"path":', { js: '' }), 'app: invalid json'],
    ['no policy', form({ path: PATH, value: VALUE }), 'app.policy'],
    [
      'a file that leaves its folder',
      form({ path: PATH, policy: {}, value: { files: { '/../x': '' } } }),
      'stays below',
    ],
  ])('is refused with %s', async (_name, data, message) => {
    const { status, body } = await send('apps/create_raw', data)
    expect({ status, body }).toMatchObject({ status: 400, body: expect.stringContaining(message) })
  })

  test('is refused when its parts come in another order, or as JSON', async () => {
    const data = new FormData()
    data.append('js', 'run()')
    data.append('app', '{}')
    expect(await send('apps/create_raw', data)).toMatchObject({ status: 400, body: expect.stringContaining('first') })
    expect(await windmill.call('POST', 'apps/create_raw', {})).toMatchObject({ status: 400 })
  })

  test('can be deleted twice, as the CLI does, and leaves nothing behind', async () => {
    await createRaw()
    const secret = (await get(`apps/secret_of_latest_version/${PATH}`)).body
    for (const _ of [1, 2]) {
      const { status, body } = await windmill.call('DELETE', `apps/delete/${PATH}`)
      expect({ status, body }).toEqual({ status: 200, body: `app ${PATH} deleted` })
    }
    expect((await get(`apps/exists/${PATH}`)).body).toBe(false)
    expect((await get(`apps_u/get_data/v/${secret}.js`, null)).status).toBe(404)
  })
})

describe('the bundle', () => {
  const secretOf = async () => (await get(`apps/secret_of_latest_version/${PATH}`)).body as unknown as string

  test('is served to whoever knows its secret, as script and style', async () => {
    await createRaw()
    const secret = await secretOf()
    expect(secret).toMatch(/^[0-9a-f]+$/)
    const js = await get(`apps_u/get_data/v/${secret}.js`, null)
    expect(js).toMatchObject({ status: 200, body: 'run()', type: 'text/javascript' })
    expect(js.headers.get('x-content-type-options')).toBe('nosniff')
    expect(js.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    const css = await get(`apps_u/get_data/v/${secret}.css`, null)
    expect(css).toMatchObject({ status: 200, body: 'main{}', type: 'text/css' })
  })

  test('without a style has an empty one', async () => {
    await createRaw({}, { js: 'run()' })
    expect(await get(`apps_u/get_data/v/${await secretOf()}.css`, null)).toMatchObject({ status: 200, body: '' })
  })

  test('comes in a page that can reach nothing of its visitor', async () => {
    await createRaw()
    const secret = await secretOf()
    const page = await get(`apps_u/get_data/v/${secret}.html`, null)
    expect(page.type).toMatch(/^text\/html/)
    expect(page.headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts (?!.*allow-same-origin)/)
    expect(page.body).toContain(`./${secret}.js`)
  })

  test('is not served for a secret that was changed or made for something else', async () => {
    await createRaw()
    const secret = await secretOf()
    const changed = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0')
    const ofApp = (await get(`apps/secret_of/${PATH}`)).body
    for (const other of [changed, ofApp, `${'0'.repeat(15)}2${secret.slice(16)}`, 'x', '']) {
      expect((await get(`apps_u/get_data/v/${other}.js`, null)).status).toBe(404)
    }
    expect((await get(`apps_u/get_data/v/${secret}.exe`, null)).status).toBe(400)
  })
})

describe('a link to an app', () => {
  const secretOf = async () => (await get(`apps/secret_of/${PATH}`)).body as unknown as string

  test('shows it to members alone unless it is anonymous', async () => {
    await createRaw()
    const secret = await secretOf()
    expect(await get(`apps_u/public_app/${secret}`, null)).toMatchObject({
      status: 401,
      body: expect.stringContaining('App visibility does not allow public access and you are not logged in'),
    })
    const { body } = await get(`apps_u/public_app/${secret}`)
    expect(body).toMatchObject({ path: PATH, extra_perms: null, bundle_secret: expect.any(String) })
    await windmill.call('POST', `apps/update/${PATH}`, { policy: { ...POLICY, execution_mode: 'anonymous' } })
    expect((await get(`apps_u/public_app/${secret}`, null)).status).toBe(200)
  })

  test('does not show it to members who may not see it', async () => {
    await send('apps/create_raw', form({ path: 'u/admin/own', value: VALUE, policy: POLICY }))
    const secret = (await get('apps/secret_of/u/admin/own')).body
    const ada = windmill.addMember('ada')
    expect((await get(`apps_u/public_app/${secret}`, ada)).status).toBe(401)
    expect((await get('apps/get/p/u/admin/own', ada)).status).toBe(404)
    expect((await get('apps/secret_of/u/admin/own', ada)).status).toBe(404)
    expect((await get('apps/get/v/1', ada)).status).toBe(404)
  })
})

test('a low-code app is created and changed as JSON', async () => {
  const value = { grid: [{ id: 'b', data: { componentInput: { runnable: RUNNABLES.a } } }] }
  const created = await windmill.call('POST', 'apps/create', { path: PATH, summary: '', value, policy: POLICY })
  expect(created).toMatchObject({ status: 201, body: PATH })
  expect((await get(`apps/get/p/${PATH}`)).body).toMatchObject({ raw_app: false, value })
  const lite = (await get(`apps/get/lite/${PATH}`)).body
  expect(JSON.stringify(lite.value)).not.toContain('return 1')
  const again = await windmill.call('POST', 'apps/create', { path: PATH, value, policy: POLICY })
  expect(again).toMatchObject({ status: 400, body: `Bad request: App with path ${PATH} already exists` })
  const moved = await windmill.call('POST', `apps/update/${PATH}`, { path: 'f/sample/moved' })
  expect(moved.body).toBe(`app ${PATH} updated (npath: "f/sample/moved")`)
  expect((await get('apps/get/p/f/sample/moved')).body).toMatchObject({ value, versions: [1] })
})

test('apps are listed with the fields of the recorded one', async () => {
  await createRaw()
  const { body } = await get('apps/list')
  const [recorded] = JSON.parse(recordedAnswer(STEP, 'GET', /apps\/list/).response)
  expect((body as unknown as Json[]).map(fieldsOf)).toEqual([fieldsOf(recorded)])
})

test('an app runs as whoever deploys it; only an admin may keep somebody else', async () => {
  const policy = { ...POLICY, on_behalf_of: 'u/admin', on_behalf_of_email: 'admin@windmill.dev' }
  const app = { path: 'u/ada/app', value: {}, policy, preserve_on_behalf_of: true }
  const ada = windmill.addMember('ada')
  await windmill.call('POST', 'apps/create', app, { as: ada })
  expect((await get('apps/get/p/u/ada/app')).body.policy).toMatchObject({ on_behalf_of: 'u/ada' })
  const kept = { ...app, path: 'u/admin/app', policy: { ...policy, on_behalf_of: 'u/ada' } }
  await windmill.call('POST', 'apps/create', kept)
  expect((await get('apps/get/p/u/admin/app')).body.policy).toMatchObject({ on_behalf_of: 'u/ada' })
})

test('an address of its own is given to an app by admins alone', async () => {
  const app = { path: 'u/ada/app', value: {}, policy: POLICY }
  const as = windmill.addMember('ada')
  expect((await windmill.call('POST', 'apps/create', { ...app, custom_path: 'board' }, { as })).status).toBe(403)
  expect((await windmill.call('POST', 'apps/create', app, { as })).status).toBe(201)
  expect((await windmill.call('POST', 'apps/update/u/ada/app', { custom_path: 'board' }, { as })).status).toBe(403)
  expect((await windmill.call('POST', 'apps/update/u/ada/app', { custom_path: 'board' })).status).toBe(200)
})

test.each(['apps/sign_s3_objects', 'apps/create_raw_source'])('%s says that this server cannot do it', async (path) => {
  const { status, body } = await windmill.call('POST', path, {})
  expect({ status, body }).toMatchObject({ status: 501, body: expect.stringMatching(/^Not supported: /) })
})

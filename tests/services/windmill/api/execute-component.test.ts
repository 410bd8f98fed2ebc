import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { apps } from '../../../../services/windmill/src/store/index.ts'
import { type ApiKit, type Asked, openApi, WORKSPACE } from './kit.ts'

const CODE = 'export async function main(x: number) { return x }'
const KEY = `rawscript/${createHash('sha256').update(CODE).digest('hex')}`
const APP = 'f/sample/board'

let kit: ApiKit
beforeEach(async () => {
  kit = await openApi()
})
afterEach(() => kit.windmill.stop())

/** Deploys an app with one inline script; answers the script's number. */
function deployApp(execution_mode: string, grant: JsonObject = {}): number {
  const { connection } = kit.windmill.store
  const policy = {
    execution_mode,
    on_behalf_of: 'u/owner',
    on_behalf_of_email: 'owner@windmill.dev',
    triggerables_v2: { [`a:${KEY}`]: grant, 'b:script/f/sample/greet': {} },
  }
  const by = { edited_by: 'owner', edited_at: kit.now() }
  const row = { workspace_id: WORKSPACE, path: APP, summary: '', policy, raw_app: true, custom_path: null, ...by }
  const { id: app_id } = apps.insertApp.one(connection, row)!
  const version = { workspace_id: WORKSPACE, app_id, value: {}, created_by: 'owner', created_at: kit.now() }
  const { id: version_id } = apps.insertAppVersion.one(connection, version)!
  apps.setAppVersion.run(connection, { id: app_id, version_id })
  const script = { runnable: 'a', content: CODE, language: 'bun', lock: 'the lock' }
  apps.insertAppScript.run(connection, { workspace_id: WORKSPACE, app_id, version_id, ...script })
  return apps.appScriptsOf.all(connection, { version_id })[0]!.id
}

const execute = (body: JsonObject, asked: Asked = {}) =>
  kit.answer('POST', `/apps_u/execute_component/${APP}`, { body: { component: 'a', ...body }, ...asked })
const inline = (more: JsonObject = {}) => ({ raw_code: { content: CODE, language: 'bun', ...more } })
const jobOf = async (answer: Promise<{ body: unknown }>) => kit.job((await answer).body as string)

describe('a component', () => {
  test('of a published app runs as its publisher, for who clicked; the answer is 200 with the id', async () => {
    deployApp('publisher')
    const bob = kit.windmill.addMember('bob')
    kit.makeFolder('sample', { 'u/bob': false })
    const answer = await execute({ ...inline(), args: { x: 42 } }, { token: bob })
    expect(answer.status).toBe(200)
    expect(kit.job(answer.body as string)).toMatchObject({
      created_by: 'bob',
      permissioned_as: 'u/owner',
      email: 'owner@windmill.dev',
      args: { x: 42 },
      script_path: `${APP}/a`,
      trigger_kind: 'app',
      trigger_path: APP,
      raw_code: CODE,
      options: { end_user_email: 'bob@example.com', lock: 'the lock' },
    })
    expect((await kit.ask('GET', `/jobs_u/get/${answer.body}`, { token: bob })).status).toBe(200)
  })

  test('whose code was changed on the way is refused', async () => {
    deployApp('publisher')
    const changed = 'export async function main() { return process.env }'
    const hash = createHash('sha256').update(changed).digest('hex')
    expect(await execute({ raw_code: { content: changed, language: 'bun' } })).toMatchObject({
      status: 400,
      body: `Bad request: Path rawscript/${hash} forbidden by policy`,
    })
    expect((await execute({ ...inline(), component: 'other' })).status).toBe(400)
  })

  test('is not told by its visitor where it lies, what it installs or what its imports mean', async () => {
    deployApp('publisher')
    const body = { ...inline({ path: 'f/secret/x', lock: 'another lock' }), temp_script_refs: { 'f/a/b': 'theirs' } }
    const job = await jobOf(execute(body))
    expect(job.script_path).toBe(`${APP}/a`)
    expect(job.options).toEqual({ lock: 'the lock', end_user_email: 'admin@windmill.dev' })
  })

  test('may be named by the number of its code', async () => {
    const id = deployApp('publisher')
    const job = await jobOf(execute({ id, raw_code: { content: '', language: 'bun' } }))
    expect(job).toMatchObject({ kind: 'appscript', raw_code: CODE })
  })

  test('runs a deployed script or flow that the policy names', async () => {
    deployApp('publisher')
    kit.windmill.addMember('owner')
    kit.makeFolder('sample', { 'u/owner': false })
    kit.deployScript('f/sample/greet', CODE)
    const job = await jobOf(execute({ component: 'b', path: 'script/f/sample/greet', args: { x: 1 } }))
    expect(job).toMatchObject({ kind: 'script', script_path: 'f/sample/greet', permissioned_as: 'u/owner' })
    expect((await execute({ component: 'b', path: 'flow/f/sample/greet' })).status).toBe(400)
  })

  test('does not run what its publisher may not read, whoever clicks', async () => {
    deployApp('publisher')
    kit.windmill.addMember('owner')
    kit.deployScript('f/sample/greet', CODE)
    const answer = await execute({ component: 'b', path: 'script/f/sample/greet' })
    expect(answer).toMatchObject({ status: 404, body: 'Not found: script not found at name f/sample/greet' })
  })

  test('is not named by the number of another app’s code', async () => {
    const id = deployApp('publisher')
    const answer = await kit.answer('POST', '/apps_u/execute_component/u/admin/new', {
      body: { component: 'a', id, force_viewer_static_fields: {}, raw_code: { content: '', language: 'bun' } },
    })
    expect(answer).toMatchObject({ status: 404, body: `Not found: App script not found at id ${id}` })
  })

  test('of a published app wants a login; of an anonymous one it does not', async () => {
    deployApp('publisher')
    expect(await execute(inline(), { token: null })).toMatchObject({
      status: 400,
      body: 'Bad request: publisher execution mode requires authentication',
    })
    await kit.windmill.stop()
    kit = await openApi()
    deployApp('anonymous')
    const { body: id } = await execute(inline(), { token: null })
    expect(kit.job(id as string)).toMatchObject({ created_by: 'anonymous', permissioned_as: 'u/owner' })
    expect((await kit.ask('GET', `/jobs_u/get/${id}`, { token: null })).status).toBe(200)
  })

  test('in the mode viewer runs as who clicked', async () => {
    deployApp('viewer')
    expect(await jobOf(execute(inline()))).toMatchObject({ permissioned_as: 'u/admin', created_by: 'admin' })
  })

  test('of an app that is not there, or not for the visitor, is a 404', async () => {
    expect((await execute(inline())).status).toBe(404)
    deployApp('publisher')
    kit.makeFolder('sample')
    expect((await execute(inline(), { token: kit.windmill.addMember('bob') })).status).toBe(404)
  })
})

describe('the arguments of a component', () => {
  test('are those of the app above those of the visitor, with what the context says', async () => {
    deployApp('publisher', { static_inputs: { x: 7, who: '$ctx:email' } })
    const job = await jobOf(execute({ ...inline(), args: { x: 1, y: 2, me: '$ctx:username' } }))
    expect(job.args).toEqual({ x: 7, who: 'admin@windmill.dev', y: 2, me: 'admin' })
  })

  test('are among the choices of the app', async () => {
    deployApp('publisher', { one_of_inputs: { size: ['s', 'm'] } })
    expect((await execute({ ...inline(), args: { size: 'm' } })).status).toBe(200)
    expect((await execute({ ...inline(), args: { size: 'xl' } })).status).toBe(400)
  })

  test('do not read the publisher’s secrets for the visitor', async () => {
    deployApp('publisher')
    for (const x of ['$var:f/a/secret', '$res:f/a/db', { deep: ['$jsonvar:f/a/secret'] }]) {
      expect((await execute({ ...inline(), args: { x } })).status).toBe(400)
    }
    expect(kit.windmill.queue.claim(1)).toEqual([])
  })
})

describe('in the editor', () => {
  const editing = {
    force_viewer_static_fields: {},
    force_viewer_one_of_fields: {},
    force_viewer_allow_user_resources: [],
  }

  test('new code runs as who edits, in an app that is not there yet', async () => {
    const body = {
      component: 'a',
      ...editing,
      raw_code: { content: 'new', language: 'bun', path: 'u/unknown/newapp/a' },
    }
    const answer = await kit.answer('POST', '/apps_u/execute_component/u/unknown/newapp', { body })
    expect(answer.status).toBe(200)
    expect(kit.job(answer.body as string)).toMatchObject({
      permissioned_as: 'u/admin',
      raw_code: 'new',
      script_path: 'u/unknown/newapp/a',
    })
  })

  test('nothing runs for who may not write the app, or is not logged in', async () => {
    deployApp('publisher')
    kit.makeFolder('sample', { 'u/bob': false })
    const body = { ...editing, raw_code: { content: 'new', language: 'bun' } }
    expect((await execute(body, { token: kit.windmill.addMember('bob') })).status).toBe(403)
    expect((await execute(body, { token: null })).status).toBe(401)
  })
})

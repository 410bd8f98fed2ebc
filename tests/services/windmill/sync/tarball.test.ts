import { strFromU8, unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

/** The members of the archive by name; without the data table's migrations, which would start it. */
async function archive(query = '', as = windmill.token): Promise<Record<string, string>> {
  const defaults = { archive_type: 'zip', skip_datatable_migrations: 'true' }
  const parameters = new URLSearchParams({ ...defaults, ...Object.fromEntries(new URLSearchParams(query)) })
  const path = `/api/w/${windmill.workspace}/workspaces/tarball?${parameters}`
  const answer = await windmill.app.request(path, {
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/octet-stream' },
  })
  expect(answer.status).toBe(200)
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))
}

const json = (text: string | undefined) => JSON.parse(text ?? 'null') as JsonObject
const post = (path: string, body: unknown) => windmill.call('POST', path, body)
const script = (path: string, more: JsonObject = {}) =>
  post('scripts/create', { path, content: 'code', language: 'bun', lock: '', ...more })

test('an empty workspace is a zip without members that calls itself a tar, as the recorded one did', async () => {
  const answer = await windmill.app.request(
    '/api/w/sample/workspaces/tarball?archive_type=zip&skip_datatable_migrations=true',
    {
      headers: { authorization: `Bearer ${windmill.token}` },
    },
  )
  expect((await answer.arrayBuffer()).byteLength).toBe(22)
  expect(answer.headers.get('content-type')).toBe('application/x-tar')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="windmill-sample.zip"')
})

test('another type of archive is refused in the words that the CLI knows', async () => {
  const { status, body } = await windmill.call('GET', 'workspaces/tarball?archive_type=tar')
  expect({ status, body }).toMatchObject({ status: 400, body: expect.stringContaining('Invalid Archive Type') })
})

describe('scripts', () => {
  test('have the ending of their language, of which the default TypeScript has the plain one', async () => {
    for (const language of ['bun', 'deno', 'nativets', 'python3', 'bash', 'postgresql', 'ansible', 'rlang']) {
      await script(`f/sample/${language}`, { language })
    }
    const names = async (query: string) =>
      Object.keys(await archive(query))
        .filter((name) => !name.endsWith('.json'))
        .sort()
    expect(await names('default_ts=bun')).toEqual([
      'f/sample/ansible.playbook.yml',
      'f/sample/bash.sh',
      'f/sample/bun.ts',
      'f/sample/deno.deno.ts',
      'f/sample/nativets.fetch.ts',
      'f/sample/postgresql.pg.sql',
      'f/sample/python3.py',
      'f/sample/rlang.r',
    ])
    expect(await names('default_ts=deno')).toContain('f/sample/bun.bun.ts')
  })

  test('say only what was set, and nothing that a version alone has', async () => {
    await script('f/sample/plain')
    await script('f/sample/rich', { summary: 'Rich', tag: 'gpu', cache_ttl: 5, envs: ['A=1'], deployment_message: 'x' })
    const files = await archive()
    const plain = { summary: '', description: '', schema: null, lock: '', kind: 'script' }
    expect(json(files['f/sample/plain.script.json'])).toEqual(plain)
    const rich = { ...plain, summary: 'Rich', tag: 'gpu', cache_ttl: 5, envs: ['A=1'] }
    expect(json(files['f/sample/rich.script.json'])).toEqual(rich)
    expect(files['f/sample/rich.script.json']).toBe(JSON.stringify(json(files['f/sample/rich.script.json']), null, 2))
  })

  test('are there in their live version alone', async () => {
    const { body: first } = await script('f/sample/a')
    await script('f/sample/a', { content: 'newer', parent_hash: first as string })
    await script('f/sample/gone')
    await post('scripts/archive/p/f/sample/gone', {})
    const files = await archive('default_ts=bun')
    expect(Object.keys(files).sort()).toEqual(['f/sample/a.script.json', 'f/sample/a.ts'])
    expect(files['f/sample/a.ts']).toBe('newer')
  })
})

test('flows, apps, schedules and triggers are there without what changes by itself', async () => {
  const flow = { summary: 'F', description: '', value: { modules: [] }, schema: { type: 'object' } }
  await post('flows/create', { path: 'f/sample/flow', ...flow })
  await post('apps/create', {
    path: 'f/sample/app',
    summary: 'A',
    value: { grid: [] },
    policy: { execution_mode: 'viewer' },
  })
  const when = { schedule: '0 0 2 * * *', timezone: 'UTC', script_path: 'f/sample/flow', is_flow: true, args: {} }
  await post('schedules/create', { path: 'f/sample/tick', ...when, enabled: false })
  const route = { route_path: 'x', http_method: 'get', authentication_method: 'none', is_static_website: false }
  await post('http_triggers/create', { path: 'f/sample/x', script_path: 'f/sample/flow', is_flow: true, ...route })

  const files = await archive('include_schedules=true&include_triggers=true')
  expect(json(files['f/sample/flow.flow.json'])).toEqual(flow)
  const policy = { s3_inputs: null, allowed_s3_keys: null, execution_mode: 'viewer' }
  expect(json(files['f/sample/app.app.json'])).toEqual({ summary: 'A', value: { grid: [] }, policy })
  expect(json(files['f/sample/tick.schedule.json'])).toMatchObject({ ...when, enabled: false, cron_version: 'v2' })
  expect(json(files['f/sample/x.http_trigger.json'])).toMatchObject({ ...route, mode: 'enabled', summary: null })
  for (const text of Object.values(files)) {
    expect(text).not.toMatch(/edited_|created_|permissioned_as|on_behalf_of|workspace_id|"path"|version_id/)
  }
  expect(Object.keys(await archive())).not.toContain('f/sample/tick.schedule.json')
  expect(Object.keys(await archive())).not.toContain('f/sample/x.http_trigger.json')
})

describe('variables and resources', () => {
  beforeEach(async () => {
    await post('variables/create', { path: 'f/sample/plain', value: 'teal', is_secret: false, description: 'D' })
    await post('variables/create', { path: 'f/sample/secret', value: 'hunter2', is_secret: true, description: '' })
    await post('resources/create', { path: 'f/sample/r', value: { a: 1 }, resource_type: 'any', description: 'R' })
    await post('resources/create', { path: 'f/sample/s', value: 1, resource_type: 'state', description: '' })
  })

  test('are there, secrets only as ciphertext, states of scripts not at all', async () => {
    const files = await archive()
    expect(Object.keys(files).sort()).toEqual([
      'f/sample/plain.variable.json',
      'f/sample/r.resource.json',
      'f/sample/secret.variable.json',
    ])
    expect(json(files['f/sample/plain.variable.json'])).toEqual({ value: 'teal', is_secret: false, description: 'D' })
    expect(json(files['f/sample/r.resource.json'])).toEqual({ value: { a: 1 }, description: 'R', resource_type: 'any' })
    expect(files['f/sample/secret.variable.json']).not.toContain('hunter2')
  })

  test('are left out when that is asked for, and secrets are opened only when that is', async () => {
    expect(Object.keys(await archive('skip_secrets=true'))).not.toContain('f/sample/secret.variable.json')
    expect(Object.keys(await archive('skip_variables=true&skip_resources=true'))).toEqual([])
    expect((await archive('plain_secret=true'))['f/sample/secret.variable.json']).toContain('hunter2')
  })
})

test('permissions of an item are there when asked for and when there are any; those of a folder always', async () => {
  await post('folders/create', { name: 'team' })
  await script('f/team/a')
  await post('acls/add/script/f/team/a', { owner: 'u/admin', write: true })
  await script('f/team/b')
  const plain = await archive()
  expect(json(plain['f/team/a.script.json'])).not.toHaveProperty('extra_perms')
  expect(json(plain['f/team/folder.meta.json'])).toHaveProperty('extra_perms')
  const kept = await archive('preserve_extra_perms=true')
  expect(json(kept['f/team/a.script.json'])).toMatchObject({ extra_perms: { 'u/admin': true } })
  expect(json(kept['f/team/b.script.json'])).not.toHaveProperty('extra_perms')
})

test('package lists of the workspace are there for admins', async () => {
  await post('workspace_dependencies/create', { language: 'bun', content: '{"a":1}' })
  await post('workspace_dependencies/create', { language: 'bun', content: '{"a":2}' })
  await post('workspace_dependencies/create', { language: 'python3', name: 'ml', content: 'numpy' })
  const query = 'include_workspace_dependencies=true'
  expect(await archive(query)).toEqual({
    'dependencies/package.json': '{"a":2}',
    'dependencies/ml.requirements.in': 'numpy',
  })
  expect(await archive(query, windmill.addMember('ada'))).toEqual({})
})

test('migrations of the data table are there as they were uploaded', async () => {
  await windmill.datatable.migrations.upsert({
    timestamp: 20261121080000,
    name: 'init',
    up: 'SELECT 1',
    down: 'SELECT 2',
  })
  const name = 'migrations/datatable/main/20261121080000_init'
  const files = await archive('skip_datatable_migrations=false')
  expect(files).toEqual({ [`${name}.up.sql`]: 'SELECT 1', [`${name}.down.sql`]: 'SELECT 2' })
})

test('a member gets what they may see', async () => {
  await script('u/admin/own')
  await script('u/ada/own')
  const files = await archive('default_ts=bun', windmill.addMember('ada'))
  expect(Object.keys(files).sort()).toEqual(['u/ada/own.script.json', 'u/ada/own.ts'])
})

test('users, groups, settings and the key are there when an admin asks for them', async () => {
  const query = 'include_users=true&include_groups=true&include_settings=true&include_key=true'
  const files = await archive(query)
  expect(json(files['users/admin@windmill.dev.user.json'])).toMatchObject({ username: 'admin', role: 'admin' })
  expect(json(files['settings.json'])).toMatchObject({ name: 'sample' })
  expect(json(files['encryption_key.json'])).toMatch(/^[0-9a-f]{64}$/)
  const ada = windmill.addMember('ada')
  expect(
    (await windmill.call('GET', `workspaces/tarball?archive_type=zip&${query}`, undefined, { as: ada })).status,
  ).toBe(403)
})

test('the same workspace is the same archive, byte for byte', async () => {
  await script('f/sample/a')
  const bytes = async () => {
    const path = '/api/w/sample/workspaces/tarball?archive_type=zip&skip_datatable_migrations=true'
    const answer = await windmill.app.request(path, { headers: { authorization: `Bearer ${windmill.token}` } })
    return Buffer.from(await answer.arrayBuffer()).toString('base64')
  }
  const first = await bytes()
  windmill.system.pass(86_400_000)
  expect(await bytes()).toBe(first)
})

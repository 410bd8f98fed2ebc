import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const PATH = 'f/sample/greet'
const MAIN = 'export async function main() { return 1 }'
const LOCK = '{\n  "dependencies": {}\n}\n//bun.lock\n<empty>'

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const body = (more: JsonObject = {}): JsonObject => ({
  path: PATH,
  summary: '',
  description: '',
  content: MAIN,
  language: 'bun',
  lock: LOCK,
  ...more,
})

async function create(more: JsonObject = {}, query = ''): Promise<string> {
  const { status, body: hash } = await windmill.call('POST', `scripts/create${query}`, body(more))
  expect(status).toBe(201)
  return hash as string
}

const get = async (path = PATH) => (await windmill.call('GET', `scripts/get/p/${path}`)).body as JsonObject
const listed = async (query = '') =>
  ((await windmill.call('GET', `scripts/list?${query}`)).body as JsonObject[]).map((row) => row.path)

describe('a script that is created', () => {
  test('answers 201 with a hash of 16 hex digits as a text', async () => {
    const { status, headers, body: hash } = await windmill.call('POST', 'scripts/create', body())
    expect(status).toBe(201)
    expect(headers.get('content-type')).toMatch(/^text\/plain/)
    expect(hash).toMatch(/^[0-9a-f]{16}$/)
  })

  test('hands back what was sent, its schema and its options', async () => {
    const sent = {
      schema: { type: 'object', properties: { b: { type: 'string', default: null }, a: {} }, required: [] },
      tag: 'bun',
      cache_ttl: 60,
      envs: ['A=1'],
      timeout: 5,
      labels: ['x'],
      concurrent_limit: 2,
      modules: { 'helper.ts': { content: 'export {}', language: 'bun' } },
    }
    await create(sent)
    expect(await get()).toMatchObject({ ...sent, content: MAIN, lock: LOCK, kind: 'script', parent_hashes: null })
  })

  test('is not made twice, and its path is taken', async () => {
    const hash = await create()
    const meanwhile = await windmill.call('POST', 'scripts/create', body())
    expect(meanwhile).toMatchObject({ status: 201, body: hash })
    windmill.system.pass(1000)
    const again = await windmill.call('POST', 'scripts/create', body())
    expect(again).toMatchObject({ status: 400, body: expect.stringContaining('A script with same hash') })
    const other = await windmill.call('POST', 'scripts/create', body({ content: `${MAIN} // 2` }))
    expect(other.body).toBe(`Bad request: Path conflict for ${PATH} with non-archived hash ${hash}`)
  })

  test('is refused for a path that Windmill would refuse', async () => {
    for (const path of ['f/x', 'sample/greet', 'f/../secret/x', 'f/a/b c', '/f/a/b']) {
      const { status, body: text } = await windmill.call('POST', 'scripts/create', body({ path }))
      expect({ path, status, text }).toMatchObject({ status: 400, text: expect.stringContaining('body.path') })
    }
  })

  test('of a language that Windmill does not know is refused', async () => {
    expect((await windmill.call('POST', 'scripts/create', body({ language: 'cobol' }))).status).toBe(400)
  })

  test('without main is a module, and is listed only when modules are asked for', async () => {
    await create({ content: 'export const shout = (text: string) => text' })
    expect(await get()).toMatchObject({ auto_kind: 'lib' })
    expect(await listed()).toEqual([])
    expect(await listed('include_without_main=true')).toEqual([PATH])
  })

  test('with a preprocessor says so, whatever the caller said', async () => {
    await create({ content: `export function preprocessor(event) { return {} }\n${MAIN}` })
    expect(await get()).toMatchObject({ has_preprocessor: true })
  })
})

describe('a newer version', () => {
  test('follows its parent, which is archived and keeps its hash', async () => {
    const first = await create()
    const second = await create({ content: `${MAIN} // 2`, parent_hash: first })
    expect(await get()).toMatchObject({ hash: second, parent_hashes: [first] })
    const old = await windmill.call('GET', `scripts/get/h/${first}`)
    expect(old.body).toMatchObject({ archived: true, content: MAIN })
    const { body: history } = await windmill.call('GET', `scripts/history/p/${PATH}`)
    expect((history as JsonObject[]).map((version) => version.script_hash)).toEqual([second, first])
  })

  test('finds its parent itself with auto_parent', async () => {
    const first = await create()
    await create({ content: `${MAIN} // 2`, auto_parent: true })
    expect(await get()).toMatchObject({ parent_hashes: [first] })
  })

  test('that says nothing new is not made with skip_if_noop', async () => {
    const first = await create()
    expect(await create({ parent_hash: first, auto_parent: true }, '?skip_if_noop=true')).toBe(first)
    expect(await create({ parent_hash: first, auto_parent: true })).not.toBe(first)
  })

  test('cannot follow a version that was followed, nor one that does not exist', async () => {
    const first = await create()
    await create({ content: `${MAIN} // 2`, parent_hash: first })
    const sibling = await windmill.call('POST', 'scripts/create', body({ content: '3', parent_hash: first }))
    expect(sibling).toMatchObject({ status: 400, body: expect.stringContaining('the lineage must be linear') })
    const orphan = await windmill.call('POST', 'scripts/create', body({ content: '4', parent_hash: '0'.repeat(16) }))
    expect(orphan).toMatchObject({ status: 400, body: 'Bad request: The parent hash does not seem to exist' })
  })

  test('at another path takes schedules along', async () => {
    const first = await create()
    const schedule = { schedule: '0 0 2 * * *', timezone: 'UTC', is_flow: false, args: {}, enabled: true }
    await windmill.call('POST', 'schedules/create', { path: 'f/sample/tick', script_path: PATH, ...schedule })
    await create({ path: 'f/sample/moved', parent_hash: first })
    const { body: moved } = await windmill.call('GET', 'schedules/get/f/sample/tick')
    expect(moved).toMatchObject({ script_path: 'f/sample/moved' })
  })
})

describe('a script without a lock', () => {
  test('gets a job that makes it, and cannot be run by path before', async () => {
    const hash = await create({ lock: undefined as never })
    const { body: status } = await windmill.call('GET', `scripts/deployment_status/h/${hash}`)
    expect(status).toMatchObject({ lock: null, lock_error_logs: null })
    const job = windmill.queue.get((status as JsonObject).job_id as string)
    expect(job).toMatchObject({ kind: 'dependencies', script_path: PATH, script_hash: hash, language: 'bun' })
    expect((await windmill.call('POST', `jobs/run/p/${PATH}`, {})).status).toBe(404)
  })

  test.each([
    ['an empty lock', { lock: '' }],
    ['a language that has none', { lock: undefined, language: 'bash', content: 'echo 1' }],
  ])('needs no job when it has %s', async (_name, more) => {
    await create(more as JsonObject)
    expect((await windmill.call('POST', `jobs/run/p/${PATH}`, {})).status).toBe(201)
  })
})

describe('a script that is taken out of use', () => {
  test('answers an archive with nothing, and is still shown as archived', async () => {
    await create()
    const { status, headers, body: text } = await windmill.call('POST', `scripts/archive/p/${PATH}`)
    expect({ status, type: headers.get('content-type'), text }).toEqual({ status: 200, type: null, text: '' })
    expect(await get()).toMatchObject({ archived: true })
    expect((await windmill.call('GET', `scripts/exists/p/${PATH}`)).body).toBe(false)
    expect(await listed()).toEqual([])
    expect(await listed('show_archived=true')).toEqual([PATH])
  })

  test('comes back as a child of its archived version', async () => {
    const hash = await create()
    await windmill.call('POST', `scripts/archive/p/${PATH}`)
    await create({ parent_hash: hash, auto_parent: false })
    expect(await get()).toMatchObject({ archived: false, parent_hashes: [hash] })
  })

  test('is emptied when it is deleted by hash, gone when it is deleted by path', async () => {
    const hash = await create()
    const erased = await windmill.call('POST', `scripts/delete/h/${hash}`)
    expect(erased.body).toMatchObject({ content: '', deleted: true, archived: true })
    expect((await windmill.call('POST', `scripts/delete/p/${PATH}`)).body).toBe(PATH)
    expect((await windmill.call('GET', `scripts/get/p/${PATH}`)).status).toBe(404)
  })
})

describe('the list of scripts', () => {
  test('shows the newest first, and pages from 1, where 0 is the first page too', async () => {
    for (const name of ['a', 'b', 'c']) {
      await create({ path: `f/sample/${name}` })
      windmill.system.pass(1)
    }
    expect(await listed()).toEqual(['f/sample/c', 'f/sample/b', 'f/sample/a'])
    expect(await listed('page=0&per_page=2')).toEqual(['f/sample/c', 'f/sample/b'])
    expect(await listed('page=2&per_page=2')).toEqual(['f/sample/a'])
    expect(await listed('order_desc=false&per_page=1')).toEqual(['f/sample/a'])
  })

  test.each([
    ['path_start=f/sample/a', ['f/sample/a']],
    ['path_exact=f/sample/b', ['f/sample/b']],
    ['created_by=nobody', []],
    ['kinds=failure,approval', ['f/sample/b']],
    ['languages=bash', ['f/sample/a']],
    ['label=x', ['f/sample/b']],
    ['starred_only=true', []],
  ])('is filtered by %s', async (query, paths) => {
    await create({ path: 'f/sample/a', language: 'bash', content: 'echo' })
    await create({ path: 'f/sample/b', kind: 'approval', labels: ['x', 'y'] })
    expect(await listed(query)).toEqual(paths)
  })

  test('of a bad page is a 400', async () => {
    expect((await windmill.call('GET', 'scripts/list?per_page=none')).status).toBe(400)
  })
})

describe('permissions', () => {
  test('hide a script of a folder that is not theirs, and keep it from being changed', async () => {
    const hash = await create({ path: 'u/admin/secret' })
    const ada = windmill.addMember('ada')
    const as = { as: ada }
    expect((await windmill.call('GET', 'scripts/get/p/u/admin/secret', undefined, as)).status).toBe(404)
    expect((await windmill.call('GET', `scripts/get/h/${hash}`, undefined, as)).status).toBe(404)
    expect((await windmill.call('GET', 'scripts/raw/p/u/admin/secret.ts', undefined, as)).status).toBe(404)
    expect((await windmill.call('GET', `scripts/raw/h/${hash}.ts`, undefined, as)).status).toBe(404)
    expect((await windmill.call('GET', 'scripts/list', undefined, as)).body).toEqual([])
    expect((await windmill.call('GET', 'scripts/list_paths', undefined, as)).body).toEqual([])
    expect((await windmill.call('POST', 'scripts/archive/p/u/admin/secret', undefined, as)).status).toBe(404)
    const change = body({ path: 'u/admin/secret', content: 'x', parent_hash: hash })
    expect((await windmill.call('POST', 'scripts/create', change, as)).status).toBe(403)
    // Nor by way of a path of their own.
    const stolen = body({ path: 'u/ada/mine', content: 'x', parent_hash: hash })
    expect((await windmill.call('POST', 'scripts/create', stolen, as)).status).toBe(403)
    expect((await windmill.call('POST', 'scripts/create', body({ path: 'u/ada/mine' }), as)).status).toBe(201)
  })

  test('a script runs on behalf of whoever deploys it; only an admin may keep somebody else', async () => {
    const ada = windmill.addMember('ada')
    const wanted = { on_behalf_of_email: 'admin@windmill.dev', on_behalf_of: 'u/admin', preserve_on_behalf_of: true }
    const mine = body({ path: 'u/ada/mine', ...wanted })
    await windmill.call('POST', 'scripts/create', mine, { as: ada })
    expect(await get('u/ada/mine')).toMatchObject({ on_behalf_of_email: 'ada@example.com', on_behalf_of: 'u/ada' })
    await create({ ...wanted, on_behalf_of_email: 'ada@example.com', on_behalf_of: 'u/ada' })
    expect(await get()).toMatchObject({ on_behalf_of_email: 'ada@example.com' })
  })

  test('nobody without a token comes in', async () => {
    expect(await windmill.call('POST', 'scripts/create', body(), { as: null })).toMatchObject({ status: 401 })
  })
})

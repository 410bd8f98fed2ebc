import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

/** Three members: one without a share in the folder, one who may read it, and one who may write it. */
type Who = 'stranger' | 'reader' | 'writer'

const PATH = 'f/team/item'
let windmill: TestWindmill
let tokens: Record<Who, string>

const text = { summary: '', description: '' }
const SCRIPT = { path: PATH, content: 'export function main() {}', language: 'bun', schema: {}, lock: '', ...text }
const TIMES = { schedule: '0 0 0 1 1 *', timezone: 'UTC', args: {} }
const ROUTE = { route_path: 'team', http_method: 'get', authentication_method: 'none', is_static_website: false }
const runs = { script_path: PATH, is_flow: false }

interface Kind {
  create: [route: string, body: JsonObject]
  get: string
  list: string
  update: [route: string, body: JsonObject]
  remove: [method: string, route: string]
}

const KINDS: Record<string, Kind> = {
  script: {
    create: ['scripts/create', SCRIPT],
    get: `scripts/get/p/${PATH}`,
    list: 'scripts/list',
    update: ['scripts/create', { ...SCRIPT, content: 'export function main() { return 2 }' }],
    remove: ['POST', `scripts/archive/p/${PATH}`],
  },
  flow: {
    create: ['flows/create', { path: PATH, value: { modules: [] }, schema: {}, ...text }],
    get: `flows/get/${PATH}`,
    list: 'flows/list',
    update: [`flows/update/${PATH}`, { path: PATH, value: { modules: [] }, schema: {}, ...text, summary: 'new' }],
    remove: ['DELETE', `flows/delete/${PATH}`],
  },
  variable: {
    create: ['variables/create', { path: PATH, value: 'a secret', is_secret: true, description: '' }],
    get: `variables/get_value/${PATH}`,
    list: 'variables/list',
    update: [`variables/update/${PATH}`, { value: 'other' }],
    remove: ['DELETE', `variables/delete/${PATH}`],
  },
  resource: {
    create: ['resources/create', { path: PATH, value: { key: 'k' }, resource_type: 'object', description: '' }],
    get: `resources/get/${PATH}`,
    list: 'resources/list',
    update: [`resources/update/${PATH}`, { value: {} }],
    remove: ['DELETE', `resources/delete/${PATH}`],
  },
  app: {
    create: ['apps/create', { path: PATH, value: {}, summary: '', policy: { execution_mode: 'viewer' } }],
    get: `apps/get/p/${PATH}`,
    list: 'apps/list',
    update: [`apps/update/${PATH}`, { summary: 'new' }],
    remove: ['DELETE', `apps/delete/${PATH}`],
  },
  schedule: {
    create: ['schedules/create', { path: PATH, ...TIMES, ...runs }],
    get: `schedules/get/${PATH}`,
    list: 'schedules/list',
    update: [`schedules/update/${PATH}`, TIMES],
    remove: ['DELETE', `schedules/delete/${PATH}`],
  },
  'http trigger': {
    create: ['http_triggers/create', { path: PATH, ...ROUTE, ...runs }],
    get: `http_triggers/get/${PATH}`,
    list: 'http_triggers/list',
    update: [`http_triggers/update/${PATH}`, { path: PATH, ...ROUTE, ...runs }],
    remove: ['DELETE', `http_triggers/delete/${PATH}`],
  },
}

beforeAll(async () => {
  windmill = await createTestWindmill()
  const add = (name: Who) => windmill.addMember(name)
  tokens = { stranger: add('stranger'), reader: add('reader'), writer: add('writer') }
  const extra_perms = { 'u/reader': false, 'u/writer': true }
  await windmill.call('POST', 'folders/create', { name: 'team', owners: ['u/admin'], extra_perms })
})
afterAll(() => windmill.stop())

/** Deploys the script that other items run; one that is archived does not come back with the same content. */
async function deployScript(reason: string): Promise<void> {
  const content = `${SCRIPT.content} // ${reason}`
  const live = await windmill.call('GET', `scripts/get/p/${PATH}`)
  const parent = live.status === 200 ? { parent_hash: (live.body as JsonObject).hash } : {}
  expect((await windmill.call('POST', 'scripts/create', { ...SCRIPT, content, ...parent })).status).toBe(201)
}

const as = (who: Who) => ({ as: tokens[who] })

describe.each(Object.entries(KINDS))('a %s in a folder', (kind, { create, get, list, update, remove }) => {
  beforeAll(async () => {
    if (kind !== 'script') await deployScript(kind)
    // A schedule has no flow beside it.
    await windmill.call('DELETE', `flows/delete/${PATH}`)
    expect((await windmill.call('POST', create[0], create[1])).status).toBeLessThan(300)
  })

  const statusOf = async (method: string, route: string, who: Who, body?: object) =>
    (await windmill.call(method, route, body, as(who))).status

  test('is not there for a stranger, and is for who may read', async () => {
    expect(await statusOf('GET', get, 'stranger')).toBe(404)
    expect(await statusOf('GET', get, 'reader')).toBe(200)
    const pathsFor = async (who: Who) =>
      ((await windmill.call('GET', list, undefined, as(who))).body as JsonObject[]).map(({ path }) => path)
    expect(await pathsFor('stranger')).not.toContain(PATH)
    expect(await pathsFor('reader')).toContain(PATH)
  })

  test('is changed by who may write, and by nobody else', async () => {
    for (const who of ['stranger', 'reader'] as const) {
      expect([403, 404]).toContain(await statusOf('POST', update[0], who, update[1]))
    }
    const parent: JsonObject = kind === 'script' ? { parent_hash: await hashOf() } : {}
    expect(await statusOf('POST', update[0], 'writer', { ...update[1], ...parent })).toBeLessThan(300)
  })

  test('is removed by who may write, and by nobody else', async () => {
    for (const who of ['stranger', 'reader'] as const) {
      expect([403, 404]).toContain(await statusOf(remove[0], remove[1], who))
    }
    expect(await statusOf(remove[0], remove[1], 'writer')).toBe(200)
  })

  test('cannot be put there by who may not write', async () => {
    for (const who of ['stranger', 'reader'] as const) {
      expect(await statusOf('POST', create[0], who, { ...create[1], path: 'f/team/another' })).toBe(403)
    }
  })
})

const hashOf = async () => ((await windmill.call('GET', `scripts/get/p/${PATH}`)).body as JsonObject).hash!

describe('what is in a folder', () => {
  beforeAll(() => deployScript('folder'))

  test('is run by who may read it, and is not there for a stranger', async () => {
    const run = async (who: Who) => (await windmill.call('POST', `jobs/run/p/${PATH}`, {}, as(who))).status
    expect([await run('stranger'), await run('reader')]).toEqual([404, 201])
  })

  test('is not waited for by a stranger’s schedule before it is there', async () => {
    const later = { ...TIMES, is_flow: false, script_path: 'f/team/to_come' }
    const create = async (who: Who) =>
      (await windmill.call('POST', 'schedules/create', { path: `u/${who}/waits`, ...later }, as(who))).status
    expect([await create('stranger'), await create('reader')]).toEqual([404, 200])
    const nowhere = { ...later, path: 'u/stranger/nowhere', script_path: 'f/nowhere/to_come' }
    expect((await windmill.call('POST', 'schedules/create', nowhere, as('stranger'))).status).toBe(200)
  })

  test('has jobs that a stranger does not see, nor their logs, results and arguments', async () => {
    const { body: id } = await windmill.call('POST', `jobs/run/p/${PATH}`, { secret: 's' })
    windmill.queue.end(id as string, { success: true, result: 'hidden' })
    const routes = [
      'jobs_u/get',
      'jobs_u/completed/get',
      'jobs_u/completed/get_result',
      'jobs_u/get_logs',
      'jobs_u/get_args',
    ]
    for (const route of routes) {
      const { status, body } = await windmill.call('GET', `${route}/${id}`, undefined, as('stranger'))
      expect([route, [401, 403, 404].includes(status)]).toEqual([route, true])
      expect(JSON.stringify(body)).not.toMatch(/hidden|"s"/)
      expect((await windmill.call('GET', `${route}/${id}`, undefined, as('reader'))).status).toBe(200)
    }
    const listed = async (who: Who) =>
      ((await windmill.call('GET', 'jobs/list', undefined, as(who))).body as JsonObject[]).map((job) => job.id)
    expect(await listed('stranger')).not.toContain(id)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
let ada: string
let deployer: string
beforeEach(async () => {
  windmill = await createTestWindmill()
  ada = windmill.addMember('ada')
  deployer = windmill.addMember('deployer', { groups: ['wm_deployers'] })
  windmill.addMember('robot', { groups: ['ops'] })
  await folder([{ path_glob: 'jobs/**', permissioned_as: 'u/robot' }])
})
afterEach(() => windmill.stop())

const post = async (path: string, body: JsonObject, as?: string) => {
  const answer = await windmill.call('POST', path, body, as ? { as } : {})
  return { status: answer.status, body: answer.body }
}
const get = async (path: string) => (await windmill.call('GET', path)).body as JsonObject
const folder = async (default_permissioned_as: JsonObject[]) => {
  const fields = { extra_perms: { 'u/ada': true, 'u/deployer': true }, default_permissioned_as }
  const made = await post('folders/create', { name: 'prod', ...fields })
  if (made.status !== 200) await post('folders/update/prod', fields)
}

const text = { summary: '', description: '', schema: {} }
const SCRIPT = { content: 'export function main() {}', language: 'bun', lock: '', ...text }
const runs = { script_path: 'f/prod/jobs/script', is_flow: false }
const ROUTE = { route_path: 'prod', http_method: 'get', authentication_method: 'none', is_static_website: false }
const NIGHTLY = { schedule: '0 0 0 1 1 *', timezone: 'UTC', args: {} }
const POLICY = { execution_mode: 'publisher' }

/** Each kind: how it is made, and as whom it says to run. */
const KINDS: [kind: string, create: string, body: JsonObject, read: string, runsAs: (item: JsonObject) => unknown][] = [
  ['script', 'scripts/create', SCRIPT, 'scripts/get/p', ({ on_behalf_of_email }) => on_behalf_of_email],
  ['flow', 'flows/create', { value: { modules: [] }, ...text }, 'flows/get', (item) => item.on_behalf_of_email],
  [
    'app',
    'apps/create',
    { value: {}, summary: '', policy: POLICY },
    'apps/get/p',
    ({ policy }) => (policy as JsonObject).on_behalf_of_email,
  ],
  ['schedule', 'schedules/create', { ...NIGHTLY, ...runs }, 'schedules/get', ({ email }) => email],
  ['trigger', 'http_triggers/create', { ...ROUTE, ...runs }, 'http_triggers/get', (item) => item.permissioned_as],
]
const ROBOT = ['robot@example.com', 'u/robot']

describe.each(KINDS)('a new %s', (_kind, create, body, read, runsAs) => {
  const made = async (path: string, as?: string, more: JsonObject = {}) => {
    expect((await post(create, { path, ...body, ...more }, as)).status).toBeLessThan(300)
    return runsAs(await get(`${read}/${path}`))
  }

  test('runs as its folder says', async () => {
    expect(ROBOT).toContain(await made('f/prod/jobs/nightly/one'))
  })

  test('runs as it would anywhere where no rule fits', async () => {
    expect(ROBOT).not.toContain(await made('f/prod/other'))
  })
})

describe('the rules of a folder', () => {
  const emailOf = async (path: string, as?: string) => {
    expect((await post('scripts/create', { path, ...SCRIPT }, as)).status).toBe(201)
    return (await get(`scripts/get/p/${path}`)).on_behalf_of_email
  }

  test('hold for admins and deployers, not for others', async () => {
    expect(await emailOf('f/prod/jobs/a', deployer)).toBe('robot@example.com')
    expect(await emailOf('f/prod/jobs/b', ada)).toBeUndefined()
  })

  test('do not hold for who asks to keep another, nor for a later version', async () => {
    const kept = {
      ...SCRIPT,
      on_behalf_of_email: 'ada@example.com',
      on_behalf_of: 'u/ada',
      preserve_on_behalf_of: true,
    }
    await post('scripts/create', { path: 'f/prod/jobs/c', ...kept }, deployer)
    expect((await get('scripts/get/p/f/prod/jobs/c')).on_behalf_of_email).toBe('ada@example.com')
    await post('scripts/create', { path: 'f/prod/jobs/c', ...SCRIPT, auto_parent: true })
    expect((await get('scripts/get/p/f/prod/jobs/c')).on_behalf_of_email).toBeUndefined()
  })

  test('are tried in order, against the path below the folder', async () => {
    await folder([
      { path_glob: '[', permissioned_as: 'u/nobody' },
      { path_glob: '{a,b}/?_[xy]', permissioned_as: 'g/ops' },
      { path_glob: '**/deep', permissioned_as: 'robot@example.com' },
    ])
    expect(await emailOf('f/prod/a/1_x')).toBe('group-ops@windmill.dev')
    expect(await emailOf('f/prod/b/2_y')).toBe('group-ops@windmill.dev')
    expect(await emailOf('f/prod/c/2_y')).toBeUndefined()
    expect(await emailOf('f/prod/a/22_y')).toBeUndefined()
    expect(await emailOf('f/prod/x/y/deep')).toBe('robot@example.com')
    expect(await emailOf('f/prod/deep')).toBe('robot@example.com')
    expect(await emailOf('f/prod/a/b_deep')).toBeUndefined()
  })

  test('that name nobody are a clear fault', async () => {
    await folder([{ path_glob: '*', permissioned_as: 'u/gone' }])
    expect(await post('scripts/create', { path: 'f/prod/x', ...SCRIPT })).toEqual({
      status: 400,
      body: expect.stringMatching(/The folder prod says that \* runs as u\/gone.*default_permissioned_as/),
    })
  })
})

test('the group of those who may deploy for others is made by admins alone', async () => {
  expect((await post('groups/create', { name: 'deployers' }, ada)).status).toBe(200)
  await windmill.call('DELETE', 'groups/delete/wm_deployers')
  expect((await post('groups/create', { name: 'wm_deployers' }, ada)).status).toBe(403)
  expect((await post('groups/create', { name: 'wm_deployers' })).status).toBe(200)
})

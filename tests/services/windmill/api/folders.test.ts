import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
let ada: string
let bob: string
beforeEach(async () => {
  windmill = await createTestWindmill()
  ada = windmill.addMember('ada')
  bob = windmill.addMember('bob', { groups: ['ops'] })
})
afterEach(() => windmill.stop())

const ask = async (method: string, path: string, body?: unknown, as?: string | null) => {
  const answer = await windmill.call(method, path, body, as === undefined ? {} : { as })
  return [answer.status, answer.body]
}
const get = async (name: string) => (await ask('GET', `folders/get/${name}`))[1]

describe('a folder', () => {
  test('belongs to who makes it', async () => {
    expect(await ask('POST', 'folders/create', { name: 'lab' }, ada)).toEqual([200, 'Created folder lab'])
    expect(await get('lab')).toEqual({
      workspace_id: 'sample',
      name: 'lab',
      display_name: 'lab',
      summary: null,
      owners: ['u/ada'],
      extra_perms: { 'u/ada': true },
      default_permissioned_as: [],
      created_by: 'ada',
      edited_at: '2026-11-21T08:00:00Z',
    })
    expect(await ask('POST', 'folders/create', { name: 'lab' })).toEqual([
      400,
      'Bad request: Folder lab already exists',
    ])
  })

  test('as the CLI pushes it has its maker added, and is the same after a second push', async () => {
    const pushed = { summary: 'Experiments', display_name: 'Lab', owners: [], extra_perms: { 'g/ops': false } }
    await ask('POST', 'folders/create', { name: 'lab', ...pushed })
    const once = await get('lab')
    expect(once).toMatchObject({ owners: ['u/admin'], extra_perms: { 'g/ops': false, 'u/admin': true } })
    const { summary, display_name, owners, extra_perms } = once as unknown as typeof pushed
    await ask('POST', 'folders/update/lab', { summary, display_name, owners, extra_perms })
    expect(await get('lab')).toEqual(once)
  })

  test('is changed by its owners and admins, and by no one who may only write', async () => {
    await ask('POST', 'folders/create', { name: 'lab', extra_perms: { 'u/bob': true } }, ada)
    const refused = [403, 'Permission denied: You are not an owner of lab and hence cannot modify it']
    expect(await ask('POST', 'folders/update/lab', { summary: 'x' }, bob)).toEqual(refused)
    expect(await ask('DELETE', 'folders/delete/lab', undefined, bob)).toEqual(refused)
    expect(await ask('POST', 'folders/addowner/lab', { owner: 'u/bob' }, bob)).toEqual(refused)
    expect((await ask('POST', 'folders/update/lab', { summary: 'x' }, ada))[0]).toBe(200)
    expect((await ask('DELETE', 'folders/delete/lab'))[0]).toBe(200)
    expect(await ask('GET', 'folders/get/lab')).toEqual([404, 'Not found: Folder not found at name lab'])
  })

  test('is not there for who may not see it', async () => {
    await ask('POST', 'folders/create', { name: 'lab' }, ada)
    await ask('POST', 'folders/create', { name: 'open', extra_perms: { 'g/all': false } }, ada)
    expect((await ask('GET', 'folders/get/lab', undefined, bob))[0]).toBe(404)
    expect((await ask('GET', 'folders/getusage/lab', undefined, bob))[0]).toBe(404)
    expect((await ask('DELETE', 'folders/delete/lab', undefined, bob))[0]).toBe(404)
    expect(await ask('GET', 'folders/listnames', undefined, bob)).toEqual([200, ['open']])
    expect(await ask('GET', 'folders/listnames', undefined, ada)).toEqual([200, ['lab', 'open']])
    expect((await ask('GET', 'folders/list?per_page=1', undefined, ada))[1]).toMatchObject([{ name: 'lab' }])
    expect((await ask('GET', 'folders/list?per_page=1&page=2', undefined, ada))[1]).toMatchObject([{ name: 'open' }])
  })

  test('takes owners in and lets them go', async () => {
    await ask('POST', 'folders/create', { name: 'lab' }, ada)
    await ask('POST', 'folders/addowner/lab', { owner: 'g/ops' }, ada)
    expect(await get('lab')).toMatchObject({
      owners: ['u/ada', 'g/ops'],
      extra_perms: { 'u/ada': true, 'g/ops': true },
    })
    expect(await ask('GET', 'folders/is_owner/lab', undefined, bob)).toEqual([200, true])
    await ask('POST', 'folders/removeowner/lab', { owner: 'g/ops', write: false }, ada)
    expect(await get('lab')).toMatchObject({ owners: ['u/ada'], extra_perms: { 'u/ada': true, 'g/ops': false } })
    await ask('POST', 'folders/removeowner/lab', { owner: 'g/ops' }, ada)
    expect(await get('lab')).toMatchObject({ owners: ['u/ada'], extra_perms: { 'u/ada': true } })
    expect(await ask('GET', 'folders/is_owner/lab', undefined, bob)).toEqual([200, false])
  })

  test('never has an owner who may not write', async () => {
    const body = { name: 'lab', owners: ['u/bob'], extra_perms: { 'u/bob': false } }
    expect(await ask('POST', 'folders/create', body)).toEqual([
      400,
      'Bad request: Owner u/bob would not have permission to write to folder and that is an invalid state',
    ])
    await ask('POST', 'folders/create', { name: 'lab', owners: ['u/bob'] })
    expect((await ask('POST', 'folders/update/lab', { extra_perms: { 'u/bob': false } }))[0]).toBe(400)
  })

  test('has a name and owners that a path can hold', async () => {
    for (const name of ['', 'a/b', '..', 'a b', 'x'.repeat(51)]) {
      expect((await ask('POST', 'folders/create', { name }))[0]).toBe(400)
    }
    expect((await ask('POST', 'folders/create', { name: 'lab', owners: ['ada'] }))[0]).toBe(400)
  })

  test('counts what lies in it', async () => {
    await ask('POST', 'folders/create', { name: 'lab' })
    await ask('POST', 'variables/create', { path: 'f/lab/x', value: '' })
    await ask('POST', 'variables/create', { path: 'f/lab2/x', value: '' })
    await ask('POST', 'resources/create', { path: 'f/lab/deep/x', resource_type: 'x' })
    expect(await ask('GET', 'folders/getusage/lab')).toEqual([
      200,
      { scripts: 0, schedules: 0, flows: 0, apps: 0, resources: 1, variables: 1 },
    ])
  })
})

describe('a group', () => {
  test('is seen by all and changed by admins and who made it', async () => {
    expect(await ask('POST', 'groups/create', { name: 'dev', summary: 'Developers' }, ada)).toEqual([
      200,
      'Created group dev',
    ])
    expect(await ask('GET', 'groups/get/dev', undefined, bob)).toEqual([
      200,
      { workspace_id: 'sample', name: 'dev', summary: 'Developers', extra_perms: { 'u/ada': true }, members: ['ada'] },
    ])
    expect((await ask('POST', 'groups/adduser/dev', { username: 'bob' }, bob))[0]).toBe(403)
    expect((await ask('POST', 'groups/adduser/dev', { username: 'bob' }, ada))[0]).toBe(200)
    expect((await ask('GET', 'users/whoami', undefined, bob))[1]).toMatchObject({ groups: ['all', 'dev', 'ops'] })
    expect((await ask('POST', 'groups/removeuser/dev', { username: 'bob' }))[0]).toBe(200)
    expect((await ask('GET', 'users/whoami', undefined, bob))[1]).toMatchObject({ groups: ['all', 'ops'] })
    expect((await ask('POST', 'groups/update/dev', { summary: 'x' }, ada))[0]).toBe(200)
    expect((await ask('DELETE', 'groups/delete/dev', undefined, bob))[0]).toBe(403)
    expect((await ask('DELETE', 'groups/delete/dev', undefined, ada))[0]).toBe(200)
    expect((await ask('GET', 'groups/get/dev'))[0]).toBe(404)
  })

  test('takes members of the workspace only', async () => {
    expect((await ask('POST', 'groups/adduser/ops', { username: 'nobody' }))[0]).toBe(404)
    expect((await ask('POST', 'groups/adduser/nowhere', { username: 'ada' }))[0]).toBe(404)
  })

  test('named all has everybody, and stays so', async () => {
    expect((await ask('GET', 'groups/get/all'))[1]).toMatchObject({ members: ['ada', 'admin', 'bob'] })
    expect(await ask('GET', 'groups/listnames')).toEqual([200, ['all', 'ops']])
    expect((await ask('DELETE', 'groups/delete/all'))[0]).toBe(400)
    expect((await ask('POST', 'groups/create', { name: 'all' }))[0]).toBe(400)
  })

  test('gives its members what a folder gives to it', async () => {
    await ask('POST', 'folders/create', { name: 'lab', extra_perms: { 'g/ops': true } }, ada)
    expect((await ask('POST', 'variables/create', { path: 'f/lab/x', value: '' }, bob))[0]).toBe(201)
    await ask('POST', 'groups/removeuser/ops', { username: 'bob' })
    expect((await ask('GET', 'variables/get/f/lab/x', undefined, bob))[0]).toBe(404)
  })
})

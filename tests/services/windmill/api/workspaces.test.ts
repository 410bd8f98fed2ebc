import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
let ada: string
beforeEach(async () => {
  windmill = await createTestWindmill()
  ada = windmill.addMember('ada')
})
afterEach(() => windmill.stop())

const ask = async (method: string, path: string, body?: unknown, as?: string | null) => {
  const answer = await windmill.call(method, path, body, as === undefined ? {} : { as })
  return [answer.status, answer.body]
}

describe('a workspace', () => {
  test('is made by a superadmin, who is its first admin', async () => {
    expect(await ask('POST', '/api/workspaces/exists', { id: 'other' })).toEqual([200, false])
    const other = { id: 'other', name: 'Other', color: '#00ff00' }
    expect(await ask('POST', '/api/workspaces/create', other)).toEqual([200, 'Created workspace other'])
    expect(await ask('POST', '/api/workspaces/exists', { id: 'other' })).toEqual([200, true])
    expect((await ask('GET', '/api/w/other/users/whoami'))[1]).toMatchObject({ username: 'admin', non_member: false })
    expect((await ask('GET', '/api/workspaces/list'))[1]).toMatchObject([
      { id: 'other', name: 'Other', owner: 'admin@windmill.dev', color: '#00ff00' },
      { id: 'sample' },
    ])
    expect(await ask('POST', '/api/workspaces/create', other)).toEqual([
      400,
      'Bad request: Workspace other already exists',
    ])
  })

  test('takes the username that its maker asks for', async () => {
    await ask('POST', '/api/workspaces/create', { id: 'other', name: 'Other', username: 'boss' })
    expect((await ask('GET', '/api/w/other/users/whoami'))[1]).toMatchObject({ username: 'boss' })
    const question = { id: 'other', username: 'boss' }
    expect(await ask('POST', '/api/workspaces/exists_username', question)).toEqual([200, true])
  })

  test('has an id that an address can hold', async () => {
    for (const id of ['', 'a b', '../x', 'a--b', '-a', 'global', 'x'.repeat(51)]) {
      expect((await ask('POST', '/api/workspaces/create', { id, name: 'x' }))[0]).toBe(400)
    }
  })

  test('is made, listed for all and deleted by superadmins alone', async () => {
    expect((await ask('POST', '/api/workspaces/create', { id: 'adas', name: 'x' }, ada))[0]).toBe(403)
    expect((await ask('GET', '/api/workspaces/list_as_superadmin', undefined, ada))[0]).toBe(403)
    expect((await ask('DELETE', '/api/workspaces/delete/sample', undefined, ada))[0]).toBe(403)
    expect((await ask('GET', '/api/workspaces/list_as_superadmin?per_page=5'))[1]).toMatchObject([{ id: 'sample' }])
  })

  test('is listed to its members only', async () => {
    await ask('POST', '/api/workspaces/create', { id: 'other', name: 'Other' })
    const [, list] = await ask('GET', '/api/workspaces/users', undefined, ada)
    expect(list).toMatchObject({ email: 'ada@example.com', workspaces: [{ id: 'sample', username: 'ada' }] })
  })

  test('goes with everything in it', async () => {
    await ask('POST', 'variables/create', { path: 'u/admin/x', value: 'y' })
    expect((await ask('DELETE', '/api/workspaces/delete/sample'))[0]).toBe(200)
    expect(windmill.store.connection.prepare('SELECT count(*) AS n FROM variable').all()).toEqual([{ n: 0 }])
    expect((await ask('DELETE', '/api/workspaces/delete/sample'))[0]).toBe(404)
  })

  test('that is not there takes nothing from a superadmin either', async () => {
    for (const [path, body] of [
      ['variables/create', { path: 'u/admin/x', value: 'y' }],
      ['resources/create', { path: 'u/admin/x', resource_type: 'y' }],
      ['resources/type/create', { name: 'x' }],
      ['folders/create', { name: 'x' }],
      ['groups/create', { name: 'x' }],
      ['workspaces/add_user', { email: 'a@b.com', is_admin: false, operator: false }],
    ] as const) {
      expect(await ask('POST', `/api/w/nowhere/${path}`, body)).toEqual([404, 'Not found: Workspace nowhere not found'])
    }
  })

  test('has settings that the CLI reads, and a name that an admin changes', async () => {
    const [status, settings] = await ask('GET', 'workspaces/get_settings', undefined, ada)
    expect(status).toBe(200)
    expect(settings).toMatchObject({
      workspace_id: 'sample',
      git_sync: null,
      datatable: { datatables: { main: { database: { resource_type: 'instance' } } } },
    })
    expect((await ask('POST', 'workspaces/change_workspace_name', { new_name: 'New' }, ada))[0]).toBe(403)
    expect((await ask('POST', 'workspaces/change_workspace_name', { new_name: 'New' }))[0]).toBe(200)
    expect(await ask('GET', 'workspaces/get_workspace_name')).toEqual([200, 'New'])
  })

  test('knows the items that differ from other workspaces on purpose, and tells who may see them', async () => {
    await ask('POST', 'variables/create', { path: 'u/admin/v', value: 'x', ws_specific: true })
    await ask('POST', 'resources/create', { path: 'u/ada/r', resource_type: 'x' }, ada)
    await ask('POST', 'resources/update/u/ada/r', { ws_specific: true }, ada)
    expect(await ask('GET', 'workspaces/list_ws_specific')).toEqual([
      200,
      [
        { item_kind: 'resource', path: 'u/ada/r' },
        { item_kind: 'variable', path: 'u/admin/v' },
      ],
    ])
    expect(await ask('GET', 'workspaces/list_ws_specific', undefined, ada)).toEqual([
      200,
      [{ item_kind: 'resource', path: 'u/ada/r' }],
    ])
  })
})

describe('settings of the server', () => {
  test('are defaults until a superadmin sets them', async () => {
    const path = '/api/settings/global/automate_username_creation'
    expect(await ask('GET', path, undefined, ada)).toEqual([200, true])
    expect((await ask('POST', path, { value: false }, ada))[0]).toBe(403)
    expect((await ask('POST', path, { value: false }))[0]).toBe(200)
    expect(await ask('GET', path)).toEqual([200, false])
    expect(await ask('GET', '/api/settings/list_global')).toEqual([
      200,
      [{ name: 'automate_username_creation', value: false }],
    ])
    await ask('POST', path, { value: null })
    expect(await ask('GET', path)).toEqual([200, true])
  })

  test('that nobody has set are null, and are for superadmins', async () => {
    expect(await ask('GET', '/api/settings/global/smtp_settings')).toEqual([200, null])
    expect((await ask('GET', '/api/settings/global/smtp_settings', undefined, ada))[0]).toBe(403)
    expect((await ask('GET', '/api/settings/global/automate_username_creation', undefined, null))[0]).toBe(401)
  })

  test("never show the server's own keys", async () => {
    const [{ value }] = windmill.store.connection.prepare('SELECT value FROM instance_secret').all() as [
      { value: string },
    ]
    const answers = [
      await ask('GET', '/api/settings/global/job_tokens'),
      await ask('GET', '/api/settings/list_global'),
      await ask('GET', 'workspaces/get_settings'),
    ]
    expect(JSON.stringify(answers)).not.toContain(value)
  })
})

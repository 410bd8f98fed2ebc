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
const GRACE = { email: 'Grace@Example.com', password: 'a long password', name: 'Grace' }

describe('accounts', () => {
  test('are made by superadmins and can log in, whatever the case of the e-mail', async () => {
    expect(await ask('POST', '/api/users/create', GRACE)).toEqual([201, 'email grace@example.com created'])
    const { status, body } = await windmill.call('POST', '/api/auth/login', GRACE, { as: null })
    expect(status).toBe(200)
    const me = await windmill.call('GET', '/api/users/whoami', undefined, { as: body as string })
    expect(me.body).toMatchObject({ email: 'grace@example.com', username: 'grace', super_admin: false, name: 'Grace' })
    expect(await ask('GET', '/api/users/exists/grace@example.com')).toEqual([200, true])
    expect(await ask('POST', '/api/users/create', GRACE)).toEqual([
      400,
      'Bad request: User with email grace@example.com already exists',
    ])
  })

  test('get a username of their own where the first part of the address is taken', async () => {
    await ask('POST', '/api/users/create', { email: 'ada@other.com', password: 'a long password' })
    const [, list] = await ask('GET', '/api/users/list_as_super_admin')
    expect((list as { username: string }[]).map(({ username }) => username).sort()).toEqual(['ada', 'ada2', 'admin'])
  })

  test('are no business of anybody else', async () => {
    for (const [method, path, body] of [
      ['POST', '/api/users/create', GRACE],
      ['POST', '/api/users/update/ada@example.com', { is_super_admin: true }],
      ['DELETE', '/api/users/delete/admin@windmill.dev'],
      ['GET', '/api/users/list_as_super_admin'],
      ['GET', '/api/users/exists/ada@example.com'],
    ] as const) {
      expect((await ask(method, path, body, ada))[0]).toBe(403)
      expect((await ask(method, path, body, null))[0]).toBe(401)
    }
  })

  test('go with their tokens, memberships and places in groups', async () => {
    const grace = windmill.addMember('grace', { groups: ['ops'] })
    expect((await ask('DELETE', '/api/users/delete/grace@example.com'))[0]).toBe(200)
    expect((await ask('GET', 'users/whoami', undefined, grace))[0]).toBe(401)
    expect((await ask('GET', 'users/get/grace'))[0]).toBe(404)
    const [, group] = await ask('GET', 'groups/get/ops')
    expect(group).toMatchObject({ members: [] })
    expect((await ask('DELETE', '/api/users/delete/grace@example.com'))[0]).toBe(404)
  })

  test('cannot be taken from oneself', async () => {
    expect((await ask('DELETE', '/api/users/delete/admin@windmill.dev'))[0]).toBe(400)
    expect((await ask('POST', '/api/users/update/admin@windmill.dev', { is_super_admin: false }))[0]).toBe(400)
  })

  test('change their password, which ends the other logins', async () => {
    const other = windmill.auth.createToken({ email: 'ada@example.com' })
    expect(await ask('POST', '/api/users/setpassword', { password: 'short' }, ada)).toEqual([
      400,
      'Bad request: body.password: a password has at least 8 characters',
    ])
    expect((await ask('POST', '/api/users/setpassword', { password: 'a new password' }, ada))[0]).toBe(200)
    expect((await ask('GET', '/api/users/email', undefined, other))[0]).toBe(401)
    expect(await ask('GET', '/api/users/email', undefined, ada)).toEqual([200, 'ada@example.com'])
    const login = { email: 'ada@example.com', password: 'a new password' }
    expect((await ask('POST', '/api/auth/login', login, null))[0]).toBe(200)
  })

  test('that are superadmins belong to every workspace', async () => {
    await ask('POST', '/api/users/create', { ...GRACE, super_admin: true })
    const grace = windmill.auth.createToken({ email: 'grace@example.com' })
    const [status, me] = await ask('GET', 'users/whoami', undefined, grace)
    expect(status).toBe(200)
    expect(me).toMatchObject({ username: 'grace@example.com', is_admin: true, is_super_admin: true, non_member: true })
  })
})

describe('members', () => {
  test('are added by admins, seen by all, changed and removed by admins', async () => {
    const grace = { email: 'grace@example.com', username: 'grace', is_admin: false, operator: false }
    expect(await ask('POST', 'workspaces/add_user', grace, ada)).toEqual([
      403,
      'Permission denied: This endpoint requires the caller to be an admin of the workspace',
    ])
    expect(await ask('POST', 'workspaces/add_user', grace)).toEqual([201, 'user with email grace@example.com added'])
    expect((await ask('POST', 'workspaces/add_user', grace))[0]).toBe(400)
    expect(await ask('GET', 'users/list_usernames', undefined, ada)).toEqual([200, ['ada', 'admin', 'grace']])
    expect(await ask('GET', 'users/username_to_email/grace', undefined, ada)).toEqual([200, 'grace@example.com'])
    expect(await ask('POST', 'users/exists', { username: 'grace' })).toEqual([200, true])
    expect((await ask('POST', 'users/update/grace', { is_admin: true }, ada))[0]).toBe(403)
    expect((await ask('POST', 'users/update/grace', { is_admin: true }))[0]).toBe(200)
    expect((await ask('GET', 'users/get/grace'))[1]).toMatchObject({ is_admin: true, operator: false })
    expect((await ask('DELETE', 'users/delete/grace', undefined, ada))[0]).toBe(403)
    expect((await ask('DELETE', 'users/delete/grace'))[0]).toBe(200)
    expect((await ask('GET', 'users/get/grace'))[0]).toBe(404)
    expect((await ask('GET', 'users/username_to_email/grace'))[0]).toBe(404)
  })

  test('who are disabled are kept out, and still listed', async () => {
    await ask('POST', 'users/update/ada', { disabled: true })
    expect((await ask('GET', 'users/whoami', undefined, ada))[0]).toBe(401)
    const [, list] = await ask('GET', 'users/list')
    expect(list).toContainEqual(expect.objectContaining({ username: 'ada', disabled: true, folders: [] }))
  })

  test('have usernames that a path can hold', async () => {
    const grace = { email: 'grace@example.com', is_admin: false, operator: false }
    for (const username of ['../admin', 'a b', '1a', 'group/x', 'group-ops', '']) {
      expect((await ask('POST', 'workspaces/add_user', { ...grace, username }))[0]).toBe(400)
    }
    expect((await ask('POST', 'workspaces/add_user', { ...grace, email: 'no address' }))[0]).toBe(400)
  })

  test('see in whoami which folders are theirs', async () => {
    await ask('POST', 'folders/create', { name: 'mine' }, ada)
    await ask('POST', 'folders/create', { name: 'write', extra_perms: { 'u/ada': true } })
    await ask('POST', 'folders/create', { name: 'read', extra_perms: { 'g/all': false } })
    await ask('POST', 'folders/create', { name: 'closed' })
    expect((await ask('GET', 'users/whoami', undefined, ada))[1]).toMatchObject({
      folders_read: ['mine', 'read', 'write'],
      folders: ['mine', 'write'],
      folders_owners: ['mine'],
      is_admin: false,
    })
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createAuth,
  hasDefaultPassword,
  SESSION_MS,
  seedInstance,
} from '../../../../services/windmill/src/auth/index.ts'
import { accounts, openStore, workspaces } from '../../../../services/windmill/src/store/index.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const ADMIN = { email: 'admin@windmill.dev', password: 'changeme' }

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const login = (body: object) => windmill.call('POST', '/api/auth/login', body, { as: null })

describe('a login', () => {
  test('answers a token that is the administrator, as a text and as a cookie no script can read', async () => {
    const { status, body, headers } = await login(ADMIN)
    expect(status).toBe(200)
    const me = await windmill.call('GET', '/api/users/whoami', undefined, { as: body as string })
    expect(me.body).toMatchObject({ email: ADMIN.email, super_admin: true })
    const cookie = headers.get('set-cookie')!
    expect(cookie).toContain(`token=${body}`)
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(attribute)
  })

  test('takes the e-mail in any case', async () => {
    expect((await login({ ...ADMIN, email: 'Admin@Windmill.dev' })).status).toBe(200)
  })

  test('fails in the same words whether or not the account exists', async () => {
    const wrong = await login({ ...ADMIN, password: 'wrong' })
    const unknown = await login({ email: 'nobody@windmill.dev', password: 'wrong' })
    expect([wrong.status, wrong.body]).toEqual([400, 'Bad request: Invalid login'])
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body])
  })

  test('is refused for a minute after ten failures, for this address alone and even with the right password', async () => {
    const failures = await Promise.all(Array.from({ length: 10 }, () => login({ ...ADMIN, password: 'wrong' })))
    expect(new Set(failures.map(({ status }) => status))).toEqual(new Set([400]))
    expect((await login(ADMIN)).status).toBe(429)
    expect((await login({ email: 'nobody@windmill.dev', password: 'x' })).status).toBe(400)
    windmill.system.pass(61_000)
    expect((await login(ADMIN)).status).toBe(200)
  })

  test('that succeeds lets earlier failures be forgotten', async () => {
    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 6 }, () => login({ ...ADMIN, password: 'wrong' })))
      expect((await login(ADMIN)).status).toBe(200)
    }
  })

  test('holds for three days', async () => {
    const token = (await login(ADMIN)).body as string
    windmill.system.pass(SESSION_MS - 1)
    expect((await windmill.call('GET', '/api/users/whoami', undefined, { as: token })).status).toBe(200)
    windmill.system.pass(1)
    expect((await windmill.call('GET', '/api/users/whoami', undefined, { as: token })).status).toBe(401)
  })

  test('ends with the logout', async () => {
    const token = (await login(ADMIN)).body as string
    const { status, headers } = await windmill.call('POST', '/api/auth/logout', undefined, { as: token })
    expect(status).toBe(200)
    expect(headers.get('set-cookie')).toMatch(/^token=;.*Max-Age=0/)
    expect((await windmill.call('GET', '/api/users/whoami', undefined, { as: token })).status).toBe(401)
  })
})

describe('the first start', () => {
  const seed = (options: { workspaces?: string[]; token?: string } = {}) =>
    seedInstance(windmill.store, windmill.auth, windmill.system, options)
  const statusOf = async (as: string) => (await windmill.call('GET', '/api/users/whoami', undefined, { as })).status

  test('makes the administrator, with the password that everybody knows', async () => {
    const store = openStore()
    const auth = createAuth(store, windmill.system)
    await seedInstance(store, auth, windmill.system)
    expect(accounts.getAccount.one(store.connection, ADMIN)).toMatchObject({ username: 'admin', super_admin: true })
    expect(await auth.login(ADMIN.email, ADMIN.password)).toMatch(/^[0-9a-f]{48}$/)
    expect(await hasDefaultPassword(store)).toBe(true)
    store.close()
  })

  test('does not touch a password that was changed', async () => {
    expect(await hasDefaultPassword(windmill.store)).toBe(true)
    const changed = await windmill.call('POST', '/api/users/setpassword', { password: 'a better one' })
    expect(changed.status).toBe(200)
    await seed()
    expect((await login(ADMIN)).status).toBe(400)
    expect((await login({ ...ADMIN, password: 'a better one' })).status).toBe(200)
    expect(await hasDefaultPassword(windmill.store)).toBe(false)
    expect(accounts.getAccount.one(windmill.store.connection, ADMIN)).toMatchObject({ first_time_user: false })
  })

  test('makes workspaces that are missing and keeps the key of one that is there', async () => {
    const keyOf = (id: string) => workspaces.getWorkspace.one(windmill.store.connection, { id })?.encryption_key
    const before = keyOf('sample')
    await seed({ workspaces: ['sample', 'other'] })
    expect(keyOf('sample')).toBe(before)
    expect(keyOf('other')).toMatch(/^[0-9a-f]{64}$/)
    expect(keyOf('other')).not.toBe(before)
  })

  test('takes the given token until the next start', async () => {
    await seed({ token: 'of-the-first-start' })
    expect(await statusOf('of-the-first-start')).toBe(200)
    await seed({ token: 'of-the-second-start' })
    expect(await statusOf('of-the-first-start')).toBe(401)
    expect(await statusOf('of-the-second-start')).toBe(200)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPages, type PagesKit } from './kit.ts'

const ADMIN = { email: 'admin@windmill.dev', password: 'changeme' }

let kit: PagesKit
beforeEach(async () => {
  kit = await openPages()
})
afterEach(() => kit.windmill.stop())

describe('logging in', () => {
  test('is where whoever is not logged in is led, and leads back to where they wanted to go', async () => {
    const wanted = await kit.open('/run/1?workspace=sample', { token: null })
    expect([wanted.status, wanted.location]).toEqual([303, '/user/login?rd=%2Frun%2F1%3Fworkspace%3Dsample'])
    const after = await kit.submit(wanted.location!, ADMIN, { token: null })
    expect([after.status, after.location]).toEqual([303, '/run/1?workspace=sample'])
  })

  test('gives a cookie that no script reads and no other site sends along', async () => {
    const after = await kit.submit('/user/login', ADMIN, { token: null })
    const cookie = after.headers.getSetCookie()[0]!
    expect(cookie).toMatch(/^token=[0-9a-f]{48};/)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    const token = /^token=(\w+)/.exec(cookie)![1]!
    expect((await kit.open('/', { token })).status).toBe(200)
  })

  test('refuses a wrong password on the same page, with the address still written in', async () => {
    const page = await kit.submit('/user/login', { email: 'admin@windmill.dev', password: 'guess' }, { token: null })
    expect(page.status).toBe(401)
    expect(page.text).toContain('No account has this e-mail address and password.')
    expect(page.html).toContain('value="admin@windmill.dev"')
    expect(page.headers.getSetCookie()).toEqual([])
  })

  test.each(['https://elsewhere.example/', '//elsewhere.example', 'javascript:alert(1)', '\\\\elsewhere.example'])(
    'leads nowhere else, not to %s',
    async (rd) => {
      const after = await kit.submit(`/user/login?rd=${encodeURIComponent(rd)}`, ADMIN, { token: null })
      expect(after.location).toBe('/')
    },
  )

  test('tells the first password while it is the first one', async () => {
    expect((await kit.open('/user/login', { token: null })).text).toContain('changeme')
    await kit.ask('POST', '/api/users/setpassword', { body: { password: 'a longer password' } })
    expect((await kit.open('/user/login', { token: null })).text).not.toContain('changeme')
  })

  test('is not asked of who is logged in', async () => {
    const page = await kit.open('/user/login?rd=/run/1')
    expect([page.status, page.location]).toEqual([302, '/run/1'])
  })

  test('of a link on another site begins with loading the page from here, where the cookie is sent', async () => {
    const page = await kit.open('/run/1', { token: null, headers: { 'sec-fetch-site': 'cross-site' } })
    expect(page.status).toBe(200)
    expect(page.html).toContain('<meta http-equiv="refresh" content="0">')
  })
})

test('logging out ends the token and takes the cookie away', async () => {
  const token = kit.windmill.auth.createToken({ email: ADMIN.email })
  const page = await kit.submit('/user/logout', {}, { token })
  expect([page.status, page.location]).toEqual([303, '/user/login'])
  expect(page.headers.getSetCookie()[0]).toMatch(/^token=;/)
  expect((await kit.open('/', { token })).location).toBe('/user/login?rd=%2F')
})

describe('the login of the wmill command', () => {
  test('asks first, then sends a token of its own to the port that the command named', async () => {
    const question = await kit.open('/user/cli?port=8123')
    expect(question.text).toContain('listens on port 8123')
    expect(question.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:8123;")

    const answer = await kit.submit('/user/cli?port=8123', {})
    const target = new URL(answer.location!)
    expect(target.origin + target.pathname).toBe('http://localhost:8123/')
    const token = target.searchParams.get('token')!
    const { body } = await kit.answer('GET', '/api/users/whoami', { token })
    expect(body).toMatchObject({ email: 'admin@windmill.dev' })
    const tokens = await kit.answer('GET', '/api/users/tokens/list')
    expect(tokens.body).toContainEqual(expect.objectContaining({ label: 'wmill CLI' }))
  })

  test.each(['', 'port=x', 'port=70000', 'port=80@elsewhere.example'])('refuses the address %s', async (query) => {
    expect((await kit.open(`/user/cli?${query}`)).status).toBe(400)
    expect((await kit.submit(`/user/cli?${query}`, {})).location).toBeNull()
  })

  test('wants a login', async () => {
    expect((await kit.open('/user/cli?port=8123', { token: null })).location).toBe(
      '/user/login?rd=%2Fuser%2Fcli%3Fport%3D8123',
    )
    expect((await kit.open('/user/cli-success', { token: null })).text).toContain('go back to the terminal')
  })
})

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
let ada: string
let bob: string
beforeEach(async () => {
  windmill = await createTestWindmill()
  ada = windmill.addMember('ada')
  bob = windmill.addMember('bob')
})
afterEach(() => windmill.stop())

const ask = async (method: string, path: string, body?: unknown, as?: string | null) => {
  const answer = await windmill.call(method, path, body, as === undefined ? {} : { as })
  return [answer.status, answer.body]
}
const get = async (path: string, query = '') =>
  (await ask('GET', `variables/get/${path}${query}`))[1] as { value: string | null; is_secret: boolean }
const SECRET = { path: 'f/lab/key', value: 's3cret-of-the-lab', is_secret: true, description: 'A key' }
const SEALED = '?decrypt_secret=false&include_encrypted=true'

describe('a variable that expires', () => {
  const KEPT = { path: 'u/admin/secret_arg/one', value: 'sesame', is_secret: true, expires_at: '2030-01-01T00:00:00Z' }
  const EXPIRY = Date.parse(KEPT.expires_at)
  const LISTED = { ...KEPT, path: 'f/lab/short' }

  test('is not there any more when its time has come, and its path is free', async () => {
    const now = vi.spyOn(windmill.system, 'now').mockReturnValue(EXPIRY - 1)
    await ask('POST', 'variables/create', LISTED)
    expect(await get('f/lab/short')).toMatchObject({ value: 'sesame', expires_at: KEPT.expires_at })
    expect((await ask('POST', 'variables/create', LISTED))[0]).toBe(400)
    now.mockReturnValue(EXPIRY)
    expect((await ask('GET', 'variables/get_value/f/lab/short'))[0]).toBe(404)
    expect(await ask('GET', 'variables/exists/f/lab/short')).toEqual([200, false])
    expect(await ask('GET', 'variables/list')).toEqual([200, []])
    expect((await ask('POST', 'variables/create', { ...LISTED, expires_at: undefined }))[0]).toBe(201)
    expect(await get('f/lab/short')).toMatchObject({ expires_at: null })
  })

  test('that stands for an argument is left out of the list', async () => {
    await ask('POST', 'variables/create', { ...KEPT, expires_at: '2999-01-01T00:00:00Z' })
    expect(await ask('GET', 'variables/list')).toEqual([200, []])
    expect(await get(KEPT.path)).toMatchObject({ value: 'sesame' })
  })

  test('is no part of what is pulled', async () => {
    await ask('POST', 'variables/create', { ...LISTED, expires_at: '2999-01-01T00:00:00Z' })
    await ask('POST', 'variables/create', { ...SECRET })
    const answer = await windmill.call('GET', 'workspaces/tarball?archive_type=zip')
    expect(String(answer.body)).toContain('f/lab/key.variable.json')
    expect(String(answer.body)).not.toContain('f/lab/short')
  })

  test('wants a time that is one', async () => {
    expect((await ask('POST', 'variables/create', { ...KEPT, expires_at: 'soon' }))[0]).toBe(400)
  })
})

describe('a secret variable', () => {
  test('is kept sealed, and shown open to who asks for its value', async () => {
    expect(await ask('POST', 'variables/create', SECRET)).toEqual([201, 'variable f/lab/key created'])
    const rows = windmill.store.connection.prepare('SELECT * FROM variable').all()
    expect(JSON.stringify(rows)).not.toContain(SECRET.value)
    expect(await ask('GET', 'variables/get_value/f/lab/key')).toEqual([200, SECRET.value])
    expect(await get('f/lab/key')).toMatchObject({ value: SECRET.value, is_secret: true })
    expect(await get('f/lab/key', '?decrypt_secret=false')).toMatchObject({ value: null })
    expect((await ask('GET', 'variables/list'))[1]).toMatchObject([{ path: 'f/lab/key', value: null }])
  })

  test('is the same text after it was pulled and pushed, into the same workspace', async () => {
    await ask('POST', 'variables/create', SECRET)
    const sealed = (await get('f/lab/key', SEALED)).value
    expect(sealed).not.toContain(SECRET.value)
    await ask('POST', 'variables/update/f/lab/key?already_encrypted=true', { value: sealed, is_secret: true })
    expect((await get('f/lab/key', SEALED)).value).toBe(sealed)
    expect((await get('f/lab/key')).value).toBe(SECRET.value)
    await ask('DELETE', 'variables/delete/f/lab/key')
    await ask('POST', 'variables/create?already_encrypted=true', { ...SECRET, value: sealed })
    expect((await get('f/lab/key', SEALED)).value).toBe(sealed)
    expect((await get('f/lab/key')).value).toBe(SECRET.value)
  })

  test('that a person wrote into the file in plain text is sealed by the push', async () => {
    await ask('POST', 'variables/create?already_encrypted=true', SECRET)
    expect((await get('f/lab/key', SEALED)).value).not.toContain(SECRET.value)
    expect((await get('f/lab/key')).value).toBe(SECRET.value)
  })

  test('does not open in another workspace, where its sealed text is but a text', async () => {
    await ask('POST', 'variables/create', SECRET)
    const sealed = (await get('f/lab/key', SEALED)).value!
    await ask('POST', '/api/workspaces/create', { id: 'other', name: 'Other' })
    await ask('POST', '/api/w/other/variables/create?already_encrypted=true', { ...SECRET, value: sealed })
    expect(await ask('GET', '/api/w/other/variables/get_value/f/lab/key')).toEqual([200, sealed])
  })

  test('can be sealed ahead, and is in no answer and no log otherwise', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const [, sealed] = await ask('POST', 'variables/encrypt', JSON.stringify(SECRET.value))
    await ask('POST', 'variables/create?already_encrypted=true', { ...SECRET, value: sealed })
    const answers = [
      await ask('POST', 'variables/create', SECRET),
      await ask('POST', 'variables/update/f/lab/key', { value: SECRET.value, is_secret: false, path: 'not a path' }),
      await ask('POST', 'variables/update/f/lab/key', { value: `${SECRET.value}2` }),
      await ask('GET', 'variables/list'),
      await ask('GET', 'variables/get_value/f/lab/key', undefined, bob),
      await ask('GET', 'variables/get/f/lab/key', undefined, bob),
      await ask('DELETE', 'variables/delete/f/lab/key'),
    ]
    expect(answers.map(([status]) => status)).toEqual([400, 400, 200, 200, 404, 404, 200])
    expect(JSON.stringify(answers)).not.toContain(SECRET.value)
    expect(JSON.stringify(log.mock.calls)).not.toContain(SECRET.value)
    log.mockRestore()
  })

  test('that can no longer be opened says so, and not with its value', async () => {
    await ask('POST', 'variables/create', SECRET)
    windmill.store.connection.exec(`UPDATE workspace SET encryption_key = '${'0'.repeat(64)}'`)
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(await ask('GET', 'variables/get_value/f/lab/key')).toEqual([
      500,
      'Internal: A secret was not sealed with the key of this workspace. Set it again.',
    ])
    log.mockRestore()
  })

  test('becomes plain, or the other way round, together with a value only', async () => {
    await ask('POST', 'variables/create', SECRET)
    expect(await ask('POST', 'variables/update/f/lab/key', { is_secret: false })).toEqual([
      400,
      'Bad request: cannot change is_secret without updating value too',
    ])
    await ask('POST', 'variables/update/f/lab/key', { is_secret: false, value: 'plain' })
    expect((await ask('GET', 'variables/list'))[1]).toMatchObject([{ value: 'plain', is_secret: false }])
    await ask('POST', 'variables/update/f/lab/key', { is_secret: true, value: 'hidden' })
    expect((await get('f/lab/key', SEALED)).value).not.toBe('hidden')
    await ask('POST', 'variables/update/f/lab/key', { value: 'hidden again' })
    expect(await get('f/lab/key')).toMatchObject({ value: 'hidden again', is_secret: true })
  })
})

describe('a variable', () => {
  test('is set by the client, then found and changed', async () => {
    expect(await ask('GET', 'variables/exists/u/admin/n')).toEqual([200, false])
    const made = { path: 'u/admin/n', value: '1', is_secret: false, description: '' }
    expect((await ask('POST', 'variables/create', made))[0]).toBe(201)
    expect(await ask('GET', 'variables/exists/u/admin/n')).toEqual([200, true])
    expect((await ask('POST', 'variables/update/u/admin/n', { value: '2' }))[0]).toBe(200)
    expect(await ask('GET', 'variables/get_value/u/admin/n')).toEqual([200, '2'])
    expect(await ask('POST', 'variables/create', made)).toEqual([400, 'Bad request: Variable u/admin/n already exists'])
  })

  test('may be empty, and keeps what an update does not name', async () => {
    await ask('POST', 'variables/create', { path: 'u/admin/n', value: 'x', description: 'd', labels: ['a'] })
    await ask('POST', 'variables/update/u/admin/n', { value: '' })
    expect(await get('u/admin/n')).toMatchObject({ value: '', description: 'd', labels: ['a'] })
  })

  test('moves to a path that is free and may be written to', async () => {
    await ask('POST', 'folders/create', { name: 'lab' }, ada)
    await ask('POST', 'folders/create', { name: 'closed' })
    await ask('POST', 'variables/create', { path: 'f/lab/a', value: 'a' }, ada)
    await ask('POST', 'variables/create', { path: 'f/lab/b', value: 'b' }, ada)
    expect((await ask('POST', 'variables/update/f/lab/a', { path: 'f/lab/b' }, ada))[0]).toBe(400)
    expect((await ask('POST', 'variables/update/f/lab/a', { path: 'f/closed/a' }, ada))[0]).toBe(403)
    expect((await ask('POST', 'variables/update/f/lab/a', { path: 'f/lab/c' }, ada))[0]).toBe(200)
    expect((await ask('GET', 'variables/list', undefined, ada))[1]).toMatchObject([
      { path: 'f/lab/b' },
      { path: 'f/lab/c', value: 'a' },
    ])
  })

  test('lies at a proper path', async () => {
    for (const path of [
      '',
      'x',
      'u/admin',
      'x/a/b',
      'u/admin/a b',
      'u/admin/../x',
      '/u/admin/x',
      'u/admin/x/',
      'f//x',
    ]) {
      expect((await ask('POST', 'variables/create', { path, value: '' }))[0]).toBe(400)
    }
    expect((await ask('POST', 'variables/create', { path: `u/admin/${'x'.repeat(250)}`, value: '' }))[0]).toBe(400)
    expect((await ask('POST', 'variables/create', { path: 'u/admin/größe_1-a/b', value: '' }))[0]).toBe(201)
  })

  test('of the wrong form is refused with the field that is wrong', async () => {
    expect(await ask('POST', 'variables/create', { path: 'u/admin/n' })).toEqual([
      400,
      'Bad request: body.value: Invalid input: expected string, received undefined',
    ])
    expect((await ask('POST', 'variables/create', '{"path":'))[0]).toBe(400)
    expect((await ask('GET', 'variables/get/u/admin/n?decrypt_secret=maybe'))[0]).toBe(400)
  })

  test('is 404 for who may not see it and 403 for who may only see it, in each way', async () => {
    await ask('POST', 'folders/create', { name: 'lab', extra_perms: { 'u/bob': false } }, ada)
    await ask('POST', 'variables/create', { path: 'f/lab/x', value: 'seen' }, ada)
    await ask('POST', 'variables/create', { path: 'u/ada/x', value: 'unseen' }, ada)
    const tries = async (path: string) =>
      Promise.all(
        (
          [
            ['GET', `variables/get/${path}`],
            ['GET', `variables/get_value/${path}`],
            ['POST', `variables/update/${path}`, { value: 'changed' }],
            ['DELETE', `variables/delete/${path}`],
          ] as const
        ).map(async ([method, at, body]) => (await ask(method, at, body, bob))[0]),
      )
    expect(await tries('f/lab/x')).toEqual([200, 200, 403, 403])
    expect(await tries('u/ada/x')).toEqual([404, 404, 404, 404])
    expect(await ask('GET', 'variables/exists/u/ada/x', undefined, bob)).toEqual([200, false])
    expect((await ask('GET', 'variables/list', undefined, bob))[1]).toMatchObject([{ path: 'f/lab/x' }])
    expect(await ask('POST', 'variables/create', { path: 'f/lab/y', value: '' }, bob)).toEqual([
      403,
      'Permission denied: You are not allowed to write to f/lab/y',
    ])
    expect((await ask('POST', 'variables/create', { path: 'f/nowhere/y', value: '' }, bob))[0]).toBe(403)
    expect((await ask('GET', 'variables/list', undefined, null))[0]).toBe(401)
  })

  test('is listed page by page and by the beginning of its path', async () => {
    for (const path of ['u/admin/a', 'u/admin/b', 'f/lab/c']) await ask('POST', 'variables/create', { path, value: '' })
    const paths = async (query: string) =>
      ((await ask('GET', `variables/list?${query}`))[1] as { path: string }[]).map(({ path }) => path)
    expect(await paths('')).toEqual(['f/lab/c', 'u/admin/a', 'u/admin/b'])
    expect(await paths('path_start=u/admin')).toEqual(['u/admin/a', 'u/admin/b'])
    expect(await paths('page=1&per_page=2')).toEqual(['f/lab/c', 'u/admin/a'])
    expect(await paths('page=2&per_page=2')).toEqual(['u/admin/b'])
    expect(await paths('page=0&per_page=2')).toEqual(['f/lab/c', 'u/admin/a'])
  })
})

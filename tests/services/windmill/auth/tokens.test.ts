import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const make = async (body: object, as?: string) => {
  const { status, body: token } = await windmill.call('POST', '/api/users/tokens/create', body, as ? { as } : {})
  expect(status).toBe(201)
  return token as string
}
const statusOf = async (as: string | null, path = 'users/whoami', method = 'GET', body?: unknown) =>
  (await windmill.call(method, path, body, { as })).status
const answerOf = async (as: string | null, path: string, method = 'GET', body?: unknown) => {
  const answer = await windmill.call(method, path, body, { as })
  return [answer.status, answer.body]
}

const push = (permissioned_as: string, email: string) =>
  windmill.queue.push({
    workspace_id: 'sample',
    kind: 'script',
    created_by: 'x',
    permissioned_as,
    email,
    language: 'bun',
    args: {},
  })
const jobTokenAs = (permissioned_as: string, email: string) => windmill.auth.jobToken(push(permissioned_as, email))

test.each(['their own tokens', "their jobs' tokens"])('what people may do changes at once, with %s', async (whose) => {
  const tokens = { admin: windmill.token, ada: windmill.addMember('ada') }
  const jobTokens = { admin: jobTokenAs('u/admin', 'admin@windmill.dev'), ada: jobTokenAs('u/ada', 'ada@example.com') }
  const { admin, ada } = whose === 'their own tokens' ? tokens : jobTokens
  await statusOf(admin, 'folders/create', 'POST', { name: 'shop', extra_perms: { 'u/ada': false } })
  await statusOf(admin, 'variables/create', 'POST', {
    path: 'f/shop/key',
    value: 'k',
    is_secret: false,
    description: '',
  })
  expect(await statusOf(ada, 'variables/get/f/shop/key')).toBe(200)
  expect(await statusOf(admin, 'folders/update/shop', 'POST', { extra_perms: {} })).toBe(200)
  expect(await statusOf(ada, 'variables/get/f/shop/key')).toBe(404)
})

describe('a token', () => {
  test('is kept as a hash alone', async () => {
    const token = await make({ label: 'mine' })
    const rows = windmill.store.connection.prepare('SELECT * FROM token').all()
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(JSON.stringify(rows)).toContain(token.slice(0, 10))
  })

  test('that is short and chosen is not given away by its first characters', () => {
    windmill.auth.createToken({ email: 'admin@windmill.dev', token: 'short-token' })
    const rows = windmill.store.connection.prepare('SELECT token_prefix FROM token').all() as { token_prefix: string }[]
    expect(rows.map((row) => row.token_prefix)).toContain('sh')
  })

  test('is read from the header, else the cookie, else the query', async () => {
    const asking = async (headers: Record<string, string>, query = '') =>
      (await windmill.call('GET', `/api/users/email${query}`, undefined, { as: null, headers })).status
    const good = windmill.token
    expect(await asking({ authorization: `Bearer ${good}` })).toBe(200)
    expect(await asking({ authorization: `bearer ${good} ` })).toBe(200)
    expect(await asking({ cookie: `a=b; token=${good}` })).toBe(200)
    expect(await asking({}, `?token=${good}`)).toBe(200)
    expect(await asking({ authorization: 'Bearer wrong', cookie: `token=${good}` })).toBe(401)
    expect(await asking({ cookie: 'token=wrong' }, `?token=${good}`)).toBe(401)
    expect(await asking({ cookie: `xtoken=${good}` })).toBe(401)
  })

  test('in a cookie does not count for a page of another port', async () => {
    const cookie = `token=${windmill.token}`
    const from = async (origin: string) =>
      (await windmill.call('GET', '/api/users/email', undefined, { as: null, headers: { cookie, origin } })).status
    expect(await from('http://localhost')).toBe(200)
    expect(await from('http://localhost:5173')).toBe(401)
  })

  test('is refused in the two wordings of Windmill', async () => {
    expect(await answerOf(null, '/api/users/whoami')).toEqual([401, 'Unauthorized'])
    expect(await answerOf('wrong', '/api/users/whoami')).toEqual([401, 'Not authorized: Unauthorized'])
    expect(await answerOf(null, 'users/whoami')).toEqual([401, 'Unauthorized'])
    expect(await answerOf('wrong', 'users/whoami')).toEqual([401, 'Not authorized: Unauthorized'])
  })

  test('ends when it expires', async () => {
    const token = await make({ expiration: new Date(windmill.system.now() + 1000).toISOString() })
    expect(await statusOf(token)).toBe(200)
    windmill.system.pass(1000)
    expect(await statusOf(token)).toBe(401)
  })

  test('cannot be made with an end in the past, or a scope that means nothing', async () => {
    const past = new Date(windmill.system.now()).toISOString()
    expect(await statusOf(windmill.token, '/api/users/tokens/create', 'POST', { expiration: past })).toBe(400)
    expect(await statusOf(windmill.token, '/api/users/tokens/create', 'POST', { scopes: ['read everything'] })).toBe(
      400,
    )
  })

  test('is listed by its owner alone, without its secret, and can be taken back', async () => {
    const ada = windmill.addMember('ada')
    const token = await make({ label: 'ci', scopes: ['variables:read'] }, ada)
    const { body } = await windmill.call('GET', '/api/users/tokens/list', undefined, { as: ada })
    const prefix = token.slice(0, 10)
    expect(body).toContainEqual({
      label: 'ci',
      token_prefix: prefix,
      email: 'ada@example.com',
      workspace_id: null,
      scopes: ['variables:read'],
      read_only: false,
      created_at: '2026-11-21T08:00:00Z',
      last_used_at: '2026-11-21T08:00:00Z',
      expiration: null,
    })
    expect(JSON.stringify(body)).not.toContain(token)
    expect(await statusOf(windmill.token, `/api/users/tokens/delete/${prefix}`, 'DELETE')).toBe(404)
    expect(await statusOf(ada, `/api/users/tokens/delete/${prefix}`, 'DELETE')).toBe(200)
    expect(await statusOf(token, 'variables/list')).toBe(401)
  })

  test('for one workspace is none in another, nor outside of all', async () => {
    await windmill.call('POST', '/api/workspaces/create', { id: 'other', name: 'Other' })
    const token = await make({ workspace_id: 'sample' })
    expect(await statusOf(token)).toBe(200)
    expect(await statusOf(token, '/api/w/other/users/whoami')).toBe(401)
    expect(await statusOf(token, '/api/users/whoami')).toBe(401)
  })

  test('of somebody who does not belong to the workspace is refused there', async () => {
    const ada = windmill.addMember('ada')
    await windmill.call('POST', '/api/workspaces/create', { id: 'other', name: 'Other' })
    expect(await statusOf(ada, '/api/w/other/users/whoami')).toBe(401)
    expect(await statusOf(ada, '/api/w/nowhere/users/whoami')).toBe(401)
  })
})

describe('a token with scopes', () => {
  test('does what they cover, and is 403 for the rest', async () => {
    const token = await make({ scopes: ['variables:read', 'jobs:run:scripts:f/a/b'] })
    expect(await statusOf(token, 'variables/list')).toBe(200)
    expect(await answerOf(token, 'variables/create', 'POST', { path: 'u/admin/x', value: '' })).toEqual([
      403,
      'Permission denied: Access denied. Required scope: variables:write',
    ])
    expect(await statusOf(token, 'resources/list')).toBe(403)
    expect(await statusOf(token, '/api/users/whoami')).toBe(403)
    // There is no such script, but the token may ask for it.
    expect(await statusOf(token, 'jobs/run/p/f/a/b', 'POST', {})).toBe(404)
    expect(await answerOf(token, 'jobs/run/p/f/a/c', 'POST', {})).toEqual([
      403,
      'Permission denied: Access denied. Required scope: jobs:run:scripts:f/a/c',
    ])
    expect(await statusOf(token, 'jobs/run/f/f/a/b', 'POST', {})).toBe(403)
    expect(await statusOf(token, 'jobs/run/preview', 'POST', { content: '', language: 'bun' })).toBe(403)
    expect(await statusOf(token, 'jobs/list')).toBe(403)
  })

  test('on a path is not fooled by how the path is written', async () => {
    const token = await make({ scopes: ['variables:read:u/admin/open'] })
    for (const path of ['u/admin/open', 'u/admin/closed']) {
      await windmill.call('POST', 'variables/create', { path, value: path })
    }
    expect(await statusOf(token, 'variables/get/u/admin/open')).toBe(200)
    expect(await statusOf(token, 'variables/get/u%2Fadmin/open')).toBe(200)
    for (const path of ['u/admin/closed', 'u%2Fadmin%2Fclosed', 'u/admin/open/../closed', 'u/admin/%6fpen2']) {
      expect(await statusOf(token, `variables/get/${path}`)).toBe(403)
    }
    expect(await statusOf(token, 'variables/list')).toBe(403)
  })

  test('for a workspace does not open its secrets, which takes reading variables too', async () => {
    const archive = 'workspaces/tarball?archive_type=zip&skip_datatable_migrations=true'
    const [some, both] = [
      await make({ scopes: ['workspaces:read'] }),
      await make({ scopes: ['workspaces:read', 'variables:read'] }),
    ]
    expect(await statusOf(some, archive)).toBe(200)
    expect(await answerOf(some, `${archive}&plain_secret=true`)).toEqual([
      403,
      'Permission denied: Access denied. Required scope: variables:read',
    ])
    expect(await statusOf(some, `${archive}&plain_secret=true&skip_secrets=true`)).toBe(200)
    expect(await statusOf(both, `${archive}&plain_secret=true`)).toBe(200)
  })

  test('follows the jobs of its runnable and no others', async () => {
    const job = (script_path: string) =>
      windmill.queue.push({
        workspace_id: 'sample',
        kind: 'script',
        script_path,
        language: 'bun',
        created_by: 'admin',
        permissioned_as: 'u/admin',
        email: 'admin@windmill.dev',
        args: {},
      })
    const token = await make({ scopes: ['jobs:run:scripts:f/a/b'] })
    expect(await statusOf(token, `jobs_u/get/${job('f/a/b')}`)).toBe(200)
    expect(await statusOf(token, `jobs_u/get/${job('f/a/other')}`)).toBe(403)
  })

  test('cannot make a token, which might be less limited, nor change the password', async () => {
    const token = await make({ scopes: ['users:write', 'users:read'] })
    expect(await statusOf(token, '/api/users/tokens/create', 'POST', {})).toBe(403)
    expect(await statusOf(token, '/api/users/setpassword', 'POST', { password: 'long enough' })).toBe(403)
  })

  test('that is read-only changes and runs nothing', async () => {
    const token = await make({ read_only: true })
    expect(await statusOf(token, 'variables/list')).toBe(200)
    expect(await statusOf(token, 'variables/create', 'POST', { path: 'u/admin/x', value: '' })).toBe(403)
    expect(await statusOf(token, 'jobs/run_wait_result/p/f/a/b')).toBe(403)
    expect(await statusOf(token, '/api/users/tokens/create', 'POST', {})).toBe(403)
  })
})

describe("a job's token", () => {
  const whoami = async (as: string) => (await windmill.call('GET', 'users/whoami', undefined, { as })).body

  test('acts as whom the job runs as', async () => {
    windmill.addMember('ada')
    expect(await whoami(jobTokenAs('u/ada', 'ada@example.com'))).toMatchObject({
      username: 'ada',
      is_admin: false,
      groups: ['all'],
    })
    expect(await whoami(jobTokenAs('g/ops', 'ada@example.com'))).toMatchObject({
      username: 'group-ops',
      is_admin: false,
      groups: ['ops'],
    })
    expect(await whoami(jobTokenAs('u/admin', 'admin@windmill.dev'))).toMatchObject({
      username: 'admin',
      is_admin: true,
    })
  })

  test('is good until the job has ended, and is not stored', async () => {
    const id = push('u/admin', 'admin@windmill.dev')
    const token = windmill.auth.jobToken(id)
    expect(await statusOf(token)).toBe(200)
    windmill.queue.claim(1)
    expect(await statusOf(token)).toBe(200)
    windmill.queue.end(id, { success: true, result: null })
    expect(await statusOf(token)).toBe(401)
    const rows = windmill.store.connection.prepare('SELECT * FROM token').all()
    expect(JSON.stringify(rows)).not.toContain(id)
  })

  test('cannot be made up', async () => {
    const [one, other] = [push('u/admin', 'admin@windmill.dev'), push('u/admin', 'admin@windmill.dev')]
    const signature = windmill.auth.jobToken(one).split('.')[1]
    expect(await statusOf(`jwt_${other}.${signature}`)).toBe(401)
    expect(await statusOf(`jwt_${one}.${'0'.repeat(64)}`)).toBe(401)
    expect(await statusOf(`jwt_${one}`)).toBe(401)
  })

  test("works in the job's workspace alone", async () => {
    await windmill.call('POST', '/api/workspaces/create', { id: 'other', name: 'Other' })
    const token = jobTokenAs('u/admin', 'admin@windmill.dev')
    expect(await statusOf(token, '/api/w/other/users/whoami')).toBe(401)
  })

  test('is no superadmin, even when the job runs as one', async () => {
    const token = jobTokenAs('u/admin', 'admin@windmill.dev')
    expect(await statusOf(token, '/api/users/whoami')).toBe(200)
    expect(await statusOf(token, '/api/workspaces/create', 'POST', { id: 'mine', name: 'Mine' })).toBe(403)
    expect(await statusOf(token, '/api/users/tokens/create', 'POST', {})).toBe(403)
    expect(await statusOf(token, '/api/users/tokens/list')).toBe(403)
    expect(await statusOf(token, '/api/users/setpassword', 'POST', { password: 'long enough' })).toBe(403)
  })

  test('ends for somebody who was taken out of the workspace', async () => {
    windmill.addMember('ada')
    const token = jobTokenAs('u/ada', 'ada@example.com')
    await windmill.call('DELETE', 'users/delete/ada')
    expect(await statusOf(token)).toBe(401)
  })
})

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
const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked))[0]

describe('permissions of an item', () => {
  test('open it to read, then to write, then close it again', async () => {
    await ask('POST', 'variables/create', { path: 'u/ada/x', value: '1' }, ada)
    const read = () => status('GET', 'variables/get/u/ada/x', undefined, bob)
    const write = () => status('POST', 'variables/update/u/ada/x', { value: '2' }, bob)
    expect([await read(), await write()]).toEqual([404, 404])
    expect(await ask('POST', 'acls/add/variable/u/ada/x', { owner: 'u/bob' }, ada)).toEqual([
      200,
      'Successfully modified granular acl',
    ])
    expect([await read(), await write()]).toEqual([200, 403])
    await ask('POST', 'acls/add/variable/u/ada/x', { owner: 'g/ops', write: true }, ada)
    expect([await read(), await write()]).toEqual([200, 200])
    expect(await ask('GET', 'acls/get/variable/u/ada/x', undefined, bob)).toEqual([
      200,
      { 'u/bob': false, 'g/ops': true },
    ])
    expect(await status('POST', 'acls/remove/variable/u/ada/x', { owner: 'g/ops' }, ada)).toBe(200)
    await ask('POST', 'acls/remove/variable/u/ada/x', { owner: 'u/bob' }, ada)
    expect([await read(), await write()]).toEqual([404, 404])
  })

  test('are given by the owner of the path, not by who may write', async () => {
    await ask('POST', 'folders/create', { name: 'lab', extra_perms: { 'u/bob': true } }, ada)
    await ask('POST', 'resources/create', { path: 'f/lab/x', resource_type: 'x' }, bob)
    const give = (as?: string) => ask('POST', 'acls/add/resource/f/lab/x', { owner: 'g/all', write: true }, as)
    expect(await give(bob)).toEqual([403, 'Permission denied: Only an owner of f/lab/x may do this'])
    expect((await give(ada))[0]).toBe(200)
    expect((await give())[0]).toBe(200)
  })

  test('are 404 for what may not be seen', async () => {
    await ask('POST', 'variables/create', { path: 'u/ada/x', value: '1' }, ada)
    expect(await status('GET', 'acls/get/variable/u/ada/x', undefined, bob)).toBe(404)
    expect(await status('POST', 'acls/add/variable/u/ada/x', { owner: 'u/bob' }, bob)).toBe(404)
    expect(await status('POST', 'acls/add/variable/u/ada/nothing', { owner: 'u/bob' }, ada)).toBe(404)
  })

  test('of folders and groups go by their names', async () => {
    await ask('POST', 'folders/create', { name: 'lab' }, ada)
    expect(await status('GET', 'folders/get/lab', undefined, bob)).toBe(404)
    expect(await status('POST', 'acls/add/folder/lab', { owner: 'u/bob' }, ada)).toBe(200)
    expect(await status('GET', 'folders/get/lab', undefined, bob)).toBe(200)
    expect(await status('POST', 'acls/add/folder/lab', { owner: 'u/bob', write: true }, bob)).toBe(403)
    expect(await status('POST', 'acls/add/group_/ops', { owner: 'u/bob', write: true }, bob)).toBe(403)
    expect(await status('POST', 'acls/add/group_/ops', { owner: 'u/bob', write: true })).toBe(200)
    expect(await status('POST', 'groups/adduser/ops', { username: 'ada' }, bob)).toBe(200)
  })

  test('know every kind of item, and no other word', async () => {
    for (const kind of ['script', 'flow', 'app', 'raw_app', 'schedule', 'http_trigger', 'websocket_trigger']) {
      expect(await ask('GET', `acls/get/${kind}/u/admin/x`)).toEqual([
        404,
        `Not found: ${kind} not found at name u/admin/x`,
      ])
    }
    expect(await status('GET', 'acls/get/account/admin')).toBe(400)
    expect(await status('POST', 'acls/add/variable/u/ada/x', { owner: 'bob"; --' }, ada)).toBe(400)
  })
})

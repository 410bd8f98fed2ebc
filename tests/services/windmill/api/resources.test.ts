import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
const make = (path: string, value: unknown, as?: string) =>
  ask('POST', 'resources/create', { path, value, resource_type: 'api' }, as)

describe('a resource', () => {
  test('is made, found, changed and deleted', async () => {
    expect(await ask('GET', 'resources/exists/u/admin/api')).toEqual([200, false])
    expect(await make('u/admin/api', { n: 1 })).toEqual([201, 'resource u/admin/api created'])
    expect(await ask('GET', 'resources/exists/u/admin/api')).toEqual([200, true])
    expect(await make('u/admin/api', {})).toEqual([400, 'Bad request: Resource u/admin/api already exists'])
    expect(await ask('POST', 'resources/update_value/u/admin/api', { value: { n: 2 } })).toEqual([
      200,
      'value of resource u/admin/api updated',
    ])
    expect(await ask('GET', 'resources/get_value/u/admin/api')).toEqual([200, { n: 2 }])
    expect((await ask('POST', 'resources/update/u/admin/api', { description: 'd' }))[0]).toBe(200)
    expect((await ask('GET', 'resources/get/u/admin/api'))[1]).toMatchObject({ value: { n: 2 }, description: 'd' })
    expect((await ask('DELETE', 'resources/delete/u/admin/api'))[0]).toBe(200)
    expect(await ask('GET', 'resources/get/u/admin/api')).toEqual([404, 'Not found: Resource u/admin/api not found'])
  })

  test('may hold any JSON, null too', async () => {
    for (const [name, value] of Object.entries({ a: null, b: 0, c: '', d: [], e: false, f: { g: [null] } })) {
      await make(`u/admin/${name}`, value)
      expect(await ask('GET', `resources/get_value/u/admin/${name}`)).toEqual([200, value])
    }
    await ask('POST', 'resources/update_value/u/admin/b', { value: null })
    expect(await ask('GET', 'resources/get_value_interpolated/u/admin/b')).toEqual([200, null])
  })

  test('is replaced by a create that says so', async () => {
    await make('u/admin/state', { n: 1 })
    const again = { path: 'u/admin/state', value: { n: 2 }, resource_type: 'state' }
    expect((await ask('POST', 'resources/create?update_if_exists=true', again))[0]).toBe(201)
    expect((await ask('GET', 'resources/get/u/admin/state'))[1]).toMatchObject({
      value: { n: 2 },
      resource_type: 'state',
    })
  })

  test('is listed by type and by the beginning of its path, without values', async () => {
    await make('u/admin/a', { secret: 'x' })
    await ask('POST', 'resources/create', { path: 'f/lab/b', value: 1, resource_type: 'state' })
    const paths = async (query: string) =>
      ((await ask('GET', `resources/list?${query}`))[1] as { path: string; value: null }[]).map((row) => {
        expect(row.value).toBeNull()
        return row.path
      })
    expect(await paths('')).toEqual(['f/lab/b', 'u/admin/a'])
    expect(await paths('resource_type=api')).toEqual(['u/admin/a'])
    expect(await paths('resource_type=api,state')).toEqual(['f/lab/b', 'u/admin/a'])
    expect(await paths('resource_type_exclude=api')).toEqual(['f/lab/b'])
    expect(await paths('path_start=f/')).toEqual(['f/lab/b'])
    expect(await paths('path=u/admin/a')).toEqual(['u/admin/a'])
  })

  test('is 404 for who may not see it and 403 for who may only see it, in each way', async () => {
    await ask('POST', 'folders/create', { name: 'lab', extra_perms: { 'u/bob': false } }, ada)
    await make('f/lab/x', 1, ada)
    await make('u/ada/x', 1, ada)
    const tries = async (path: string) =>
      Promise.all(
        (
          [
            ['GET', `resources/get/${path}`],
            ['GET', `resources/get_value/${path}`],
            ['GET', `resources/get_value_interpolated/${path}`],
            ['POST', `resources/update/${path}`, { value: 2 }],
            ['POST', `resources/update_value/${path}`, { value: 2 }],
            ['POST', 'resources/create?update_if_exists=true', { path, value: 2, resource_type: 'api' }],
            ['DELETE', `resources/delete/${path}`],
          ] as const
        ).map(async ([method, at, body]) => (await ask(method, at, body, bob))[0]),
      )
    expect(await tries('f/lab/x')).toEqual([200, 200, 200, 403, 403, 403, 403])
    expect(await tries('u/ada/x')).toEqual([404, 404, 404, 404, 404, 404, 404])
    expect((await ask('GET', 'resources/list', undefined, bob))[1]).toMatchObject([{ path: 'f/lab/x' }])
    expect(await ask('GET', 'resources/get_value/f/lab/x')).toEqual([200, 1])
  })

  test('goes together with the variable of its path', async () => {
    await ask('POST', 'variables/create', { path: 'u/admin/api', value: 'k', is_secret: true })
    await make('u/admin/api', { key: '$var:u/admin/api' })
    expect((await ask('GET', 'resources/get/u/admin/api'))[1]).toMatchObject({ is_linked: true })
    expect((await ask('GET', 'variables/get/u/admin/api'))[1]).toMatchObject({ is_linked: true })
    await ask('DELETE', 'resources/delete/u/admin/api')
    expect((await ask('GET', 'variables/get/u/admin/api'))[0]).toBe(404)
  })

  test('lies at a proper path and has a proper type', async () => {
    expect((await make('nowhere', 1))[0]).toBe(400)
    expect((await ask('POST', 'resources/create', { path: 'u/admin/x', resource_type: 'a/b' }))[0]).toBe(400)
    expect((await ask('POST', 'resources/create', { path: 'u/admin/x' }))[0]).toBe(400)
  })
})

describe('a resource with references', () => {
  test('is answered with what they refer to, as deep as it goes', async () => {
    await ask('POST', 'variables/create', { path: 'u/admin/key', value: 's3cret', is_secret: true })
    await make('u/admin/inner', { key: '$var:u/admin/key' })
    await make('u/admin/outer', { api: '$res:u/admin/inner', list: ['$var:u/admin/key'], text: 'costs $5' })
    expect(await ask('GET', 'resources/get_value_interpolated/u/admin/outer')).toEqual([
      200,
      { api: { key: 's3cret' }, list: ['s3cret'], text: 'costs $5' },
    ])
    expect(await ask('GET', 'resources/get_value/u/admin/outer')).toEqual([
      200,
      { api: '$res:u/admin/inner', list: ['$var:u/admin/key'], text: 'costs $5' },
    ])
  })

  test('that refers to itself is an error that shows the way round', async () => {
    await make('u/admin/a', { b: '$res:u/admin/b' })
    await make('u/admin/b', { a: '$res:u/admin/a' })
    expect(await ask('GET', 'resources/get_value_interpolated/u/admin/a')).toEqual([
      400,
      'Bad request: Circular reference: u/admin/a → u/admin/b → u/admin/a',
    ])
  })

  test('opens nothing that its reader may not see', async () => {
    await ask('POST', 'variables/create', { path: 'u/ada/key', value: 's3cret', is_secret: true }, ada)
    await make('u/bob/trick', { key: '$var:u/ada/key' }, bob)
    expect(await ask('GET', 'resources/get_value_interpolated/u/bob/trick', undefined, bob)).toEqual([
      404,
      'Not found: Variable u/ada/key not found',
    ])
  })
})

describe('a resource type', () => {
  const API = { name: 'api', schema: { type: 'object' }, description: 'An API' }

  test('is made, shown to all, changed and deleted by its maker and admins', async () => {
    expect(await ask('POST', 'resources/type/create', API, ada)).toEqual([201, 'resource_type api created'])
    expect((await ask('POST', 'resources/type/create', API))[0]).toBe(400)
    expect((await ask('GET', 'resources/type/get/api', undefined, bob))[1]).toMatchObject({ ...API, created_by: 'ada' })
    expect(await ask('GET', 'resources/type/listnames', undefined, bob)).toEqual([200, ['api']])
    expect(await ask('GET', 'resources/type/exists/api')).toEqual([200, true])
    expect((await ask('POST', 'resources/type/update/api', { description: 'x' }, bob))[0]).toBe(403)
    expect(await ask('POST', 'resources/type/update/api', { description: 'x' }, ada)).toEqual([
      200,
      'resource_type api updated',
    ])
    expect((await ask('GET', 'resources/type/get/api'))[1]).toMatchObject({ description: 'x', schema: API.schema })
    expect((await ask('DELETE', 'resources/type/delete/api', undefined, bob))[0]).toBe(403)
    expect((await ask('DELETE', 'resources/type/delete/api'))[0]).toBe(200)
    expect(await ask('GET', 'resources/type/get/api')).toEqual([404, 'Not found: ResourceType not found at name api'])
  })

  test('that stands for files is told to the CLI', async () => {
    await ask('POST', 'resources/type/create', { name: 'page', format_extension: 'html' })
    expect(await ask('GET', 'resources/file_resource_type_to_file_ext_map')).toEqual([
      200,
      { page: { format_extension: 'html', is_fileset: false } },
    ])
  })
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const create = (body: object) => windmill.call('POST', 'workspace_dependencies/create', body)
const latest = async (query: string) => {
  const { status, body } = await windmill.call('GET', `workspace_dependencies/get_latest/${query}`)
  return { status, body }
}

test('the newest version of each language and name is the live one', async () => {
  expect(await create({ language: 'bun', content: '1' })).toMatchObject({ status: 201 })
  await create({ language: 'bun', content: '2', workspace_id: 'sample' })
  await create({ language: 'bun', name: 'ai', content: '3' })
  expect(await latest('bun')).toMatchObject({ status: 200, body: { content: '2', name: null, archived: false } })
  expect(await latest('bun?name=ai')).toMatchObject({ body: { content: '3' } })
  expect(await latest('python3')).toMatchObject({ status: 404, body: expect.stringContaining('not found') })
  const { body } = await windmill.call('GET', 'workspace_dependencies/list')
  expect(body).toMatchObject([{ content: '2' }, { content: '3' }])
})

test.each(['archive', 'delete'])('%s takes all versions of one name away', async (verb) => {
  await create({ language: 'bun', content: '1' })
  await create({ language: 'bun', name: 'ai', content: '3' })
  expect((await windmill.call('POST', `workspace_dependencies/${verb}/bun?name=ai`)).status).toBe(200)
  expect((await latest('bun?name=ai')).status).toBe(404)
  expect((await latest('bun')).status).toBe(200)
})

test('a name that would be a path is refused, and so is whoever is no admin', async () => {
  expect((await create({ language: 'bun', name: '../x', content: '' })).status).toBe(400)
  expect((await create({ language: 'cobol', content: '' })).status).toBe(400)
  const as = { as: windmill.addMember('ada') }
  const body = { language: 'bun', content: '' }
  expect((await windmill.call('POST', 'workspace_dependencies/create', body, as)).status).toBe(403)
})

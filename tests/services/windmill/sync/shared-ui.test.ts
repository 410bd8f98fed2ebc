import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const get = async () => (await windmill.call('GET', 'shared_ui/get')).body

test('there are no files at first', async () => {
  expect(await get()).toEqual({ files: {}, version: 0, edited_at: '2026-11-21T08:00:00Z', edited_by: '' })
})

test('files are put in the place of those that were there', async () => {
  await windmill.call('PUT', 'shared_ui', { files: { 'a.ts': '1', 'b/c.ts': '2' } })
  await windmill.call('PUT', 'shared_ui', { files: { 'b/c.ts': '3' } })
  expect(await get()).toMatchObject({ files: { 'b/c.ts': '3' }, version: 2, edited_by: 'admin' })
})

test.each(['../x', 'a/../../x', 'a\\..\\x', ''])(
  '"%s" is no name of a file: a pull would write it elsewhere',
  async (name) => {
    expect((await windmill.call('PUT', 'shared_ui', { files: { [name]: '' } })).status).toBe(400)
  },
)

test('only admins write them', async () => {
  const as = { as: windmill.addMember('ada') }
  expect((await windmill.call('PUT', 'shared_ui', { files: {} }, as)).status).toBe(403)
  expect((await windmill.call('GET', 'shared_ui/get', undefined, as)).status).toBe(200)
})

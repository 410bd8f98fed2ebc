import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeAll(async () => {
  windmill = await createTestWindmill()
  await windmill.call('POST', 'folders/create', { name: 'a' })
  const fields = { path: 'f/a/there', content: 'export function main() {}', language: 'bun', lock: '' }
  await windmill.call('POST', 'scripts/create', { ...fields, summary: '', description: '', schema: {} })
})
afterAll(() => windmill.stop())

const text = { summary: '', description: '' }
const runs = { script_path: 'f/a/there', is_flow: false }

/** What makes an item of each kind at a path. */
const MAKERS: Record<string, (path: string) => [route: string, body: object]> = {
  script: (path) => [
    'scripts/create',
    { path, content: 'export function main() {}', language: 'bun', schema: {}, ...text },
  ],
  flow: (path) => ['flows/create', { path, value: { modules: [] }, schema: {}, ...text }],
  variable: (path) => ['variables/create', { path, value: '', is_secret: false, description: '' }],
  resource: (path) => ['resources/create', { path, value: {}, resource_type: 'object', description: '' }],
  app: (path) => ['apps/create', { path, value: {}, summary: '', policy: { execution_mode: 'viewer' } }],
  schedule: (path) => ['schedules/create', { path, schedule: '0 0 0 1 1 *', timezone: 'UTC', args: {}, ...runs }],
  'http trigger': (path) => [
    'http_triggers/create',
    { path, route_path: 'x', http_method: 'get', authentication_method: 'none', is_static_website: false, ...runs },
  ],
}

const BAD_PATHS = [
  '',
  'plain',
  'f/a',
  '/f/a/b',
  'f/a/',
  'f//b',
  'f/a/../b',
  'f/../../etc/passwd',
  'x/a/b',
  'f/a/b c',
  'f/a/b.c',
  'f/a/b\0',
  'f/a/b\nc',
  'f\\a\\b',
  'f/a/%2e%2e',
  "f/a/b'; DROP TABLE job; --",
  `f/a/${'x'.repeat(300)}`,
]

describe.each(Object.entries(MAKERS))('a %s', (kind, make) => {
  test.each(BAD_PATHS)('cannot be made at %j', async (path) => {
    const [route, body] = make(path)
    const { status, body: said } = await windmill.call('POST', route, body)
    expect([status, said]).toEqual([400, expect.stringMatching(/^Bad request: /)])
  })

  test('can be made at a path', async () => {
    const [route, body] = make(`f/a/fine-${kind.replace(' ', '_')}`)
    expect((await windmill.call('POST', route, body)).status).toBeLessThan(300)
  })
})

describe('a name', () => {
  const BAD_NAMES = ['', '..', 'a/b', 'a b', 'a.b', 'a\0', '<b>', 'x'.repeat(300)]
  const makers: Record<string, (name: string) => [string, object]> = {
    folder: (name) => ['folders/create', { name }],
    group: (name) => ['groups/create', { name }],
    'resource type': (name) => ['resources/type/create', { name, schema: {}, description: '' }],
    workspace: (id) => ['/api/workspaces/create', { id, name: 'w', username: 'admin' }],
  }
  test.each(Object.keys(makers).flatMap((kind) => BAD_NAMES.map((name) => [kind, name] as const)))(
    'of a %s cannot be %j',
    async (kind, name) => {
      const [route, body] = makers[kind]!(name)
      expect((await windmill.call('POST', route, body)).status).toBe(400)
    },
  )
})

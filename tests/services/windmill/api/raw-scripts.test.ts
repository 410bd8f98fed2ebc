import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const WEEK = 7 * 24 * 3600 * 1000
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const deploy = (path: string, content: string) =>
  windmill.call('POST', 'scripts/create', { path, content, language: 'bun', lock: '' })
const raw = async (path: string) => {
  const { status, body } = await windmill.call('GET', `scripts/${path}`)
  return { status, body }
}

describe('raw code', () => {
  test('is found by its path with the extension of its language', async () => {
    await deploy('f/sample/text', 'export const a = 1')
    expect(await raw('raw/p/f/sample/text.ts')).toEqual({ status: 200, body: 'export const a = 1' })
    expect(await raw('raw/p/f/sample/text.bun.ts')).toEqual({ status: 200, body: 'export const a = 1' })
    expect(await raw('raw/p/f/sample/text')).toMatchObject({ status: 400 })
    expect(await raw('raw/p/f/sample/other.ts')).toMatchObject({ status: 404 })
  })

  test('is found from where an importer stands, by way of /../', async () => {
    await deploy('f/sample/text', 'export const a = 1')
    const { body } = await windmill.call('GET', 'scripts/raw_unpinned/p/f/sample/sub/greet.ts/../../text.ts')
    expect(body).toBe('export const a = 1')
  })

  test('loses the versions of its imports in raw_unpinned', async () => {
    const code = [
      `import a from 'lodash@4.17.21'`,
      `import { b } from "@scope/pkg@^2/sub"`,
      `const c = await import('zod@4')`,
      `const mail = 'from ada@example.com'`,
    ]
    await deploy('f/sample/pinned', code.join('\n'))
    const { body } = await raw('raw_unpinned/p/f/sample/pinned.ts')
    expect((body as string).split('\n')).toEqual([
      `import a from 'lodash'`,
      `import { b } from "@scope/pkg/sub"`,
      `const c = await import('zod')`,
      `const mail = 'from ada@example.com'`,
    ])
  })
})

describe('code that is handed over for a while', () => {
  const store = async (content: string) =>
    (await windmill.call('POST', 'scripts/raw_temp/store', JSON.stringify(content))).body as string

  test('stands in for what is deployed', async () => {
    await deploy('f/sample/text', 'export const a = 1')
    const hash = await store('export const a = 2')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    const { body } = await raw(`raw_unpinned/p/f/sample/text.ts?temp_script_hash=${hash}`)
    expect(body).toBe('export const a = 2')
    expect((await raw('raw_unpinned/p/f/sample/text.ts?temp_script_hash=unknown')).body).toBe('export const a = 1')
  })

  test('is forgotten after a week', async () => {
    const hash = await store('export const a = 2')
    windmill.system.pass(WEEK + 1)
    await store('another')
    expect(await raw(`raw/p/f/sample/text.ts?temp_script_hash=${hash}`)).toMatchObject({ status: 404 })
  })
})

test('the diff names what differs from the deployed, scripts and package lists alike', async () => {
  await deploy('f/sample/same', 'same')
  await deploy('f/sample/other', 'deployed')
  await windmill.call('POST', 'workspace_dependencies/create', { language: 'bun', content: '{}' })
  const { body } = await windmill.call('POST', 'scripts/raw_temp/diff', {
    scripts: {
      'f/sample/same': sha256('same'),
      'f/sample/other': sha256('local'),
      'f/sample/new': sha256('new'),
    },
    workspace_deps: [
      { path: 'dependencies/package.json', language: 'bun', name: null, hash: sha256('{}') },
      { path: 'dependencies/ai.package.json', language: 'bun', name: 'ai', hash: sha256('{}') },
    ],
  })
  expect(body).toEqual(['f/sample/other', 'f/sample/new', 'dependencies/ai.package.json'])
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const SCRIPT = { path: 'f/sample/a', content: 'export function main() {}', language: 'bun', codebase: 'digest' }
const PREVIEW = { kind: 'bundle', content: SCRIPT.content, language: 'bun', path: SCRIPT.path, args: { x: 1 } }

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

async function send(route: string, parts: Record<string, string | JsonObject | Blob>, as = windmill.token) {
  const form = new FormData()
  for (const [name, part] of Object.entries(parts)) {
    form.append(name, part instanceof Blob || typeof part === 'string' ? part : JSON.stringify(part))
  }
  // The CLI sends a space behind its token.
  const headers = { authorization: `Bearer ${as} ` }
  const answer = await windmill.app.request(`/api/w/sample/${route}`, { method: 'POST', headers, body: form })
  return { status: answer.status, body: await answer.text() }
}
const snapshot = (parts: Parameters<typeof send>[1], as?: string) => send('scripts/create_snapshot', parts, as)

test('a script that comes with a bundle shows its own content, and its codebase', async () => {
  const { status, body } = await snapshot({ script: SCRIPT, file: new Blob(['module.exports = {}']) })
  expect({ status, body }).toMatchObject({ status: 201, body: expect.stringMatching(/^[0-9a-f]{16}$/) })
  const script = await windmill.call('GET', 'scripts/get/p/f/sample/a')
  expect(script.body).toMatchObject({ content: SCRIPT.content, codebase: 'digest', lock: '' })
  expect(JSON.stringify(script.body)).not.toContain('module.exports')
  expect((await windmill.call('POST', 'jobs/run/p/f/sample/a', {})).status).toBe(201)
})

test('the same bundle again is no new version when none is wanted', async () => {
  const parts = { script: SCRIPT, file: 'bundle' }
  const { body: hash } = await snapshot(parts)
  const again = { ...parts, script: { ...SCRIPT, auto_parent: true } }
  expect(await send('scripts/create_snapshot?skip_if_noop=true', again)).toEqual({ status: 201, body: hash })
})

test('a form without its parts, and a script without a codebase, are told what is missing', async () => {
  expect(await snapshot({ script: SCRIPT })).toMatchObject({ status: 400, body: expect.stringContaining('file') })
  expect(await snapshot({ file: 'x' })).toMatchObject({ status: 400, body: expect.stringContaining('script') })
  expect(await snapshot({ script: '{', file: 'x' })).toMatchObject({ status: 400 })
  const { codebase, ...plain } = SCRIPT
  expect(await snapshot({ script: plain, file: 'x' })).toMatchObject({
    status: 400,
    body: expect.stringContaining('codebase'),
  })
  expect((await windmill.call('POST', 'scripts/create_snapshot', {})).status).toBe(400)
})

test('a codebase with assets, which is an archive, is refused with what would work', async () => {
  const header = Buffer.alloc(1024)
  header.write('main.js')
  header.write('ustar', 257)
  const file = new Blob([header])
  const refused = { status: 501, body: expect.stringContaining('leave `assets` out') }
  expect(await snapshot({ script: SCRIPT, file })).toEqual(refused)
  expect(await send('jobs/run/preview_bundle', { preview: { ...PREVIEW, kind: 'tarbundle' }, file })).toEqual(refused)
})

test('it is written where its author may write', async () => {
  expect((await snapshot({ script: SCRIPT, file: 'x' }, windmill.addMember('ada'))).status).toBe(403)
})

test('a preview of a bundle is a job with it, and comes as a form', async () => {
  const { status, body: id } = await send('jobs/run/preview_bundle', { preview: PREVIEW, file: 'the bundle' })
  expect(status).toBe(201)
  expect(windmill.queue.get(id)).toMatchObject({
    kind: 'preview',
    raw_code: PREVIEW.content,
    args: { x: 1 },
    options: { bundle: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  const plain = await windmill.call('POST', 'jobs/run/preview', PREVIEW)
  expect(plain).toMatchObject({ status: 400, body: expect.stringContaining('run/preview_bundle') })
})

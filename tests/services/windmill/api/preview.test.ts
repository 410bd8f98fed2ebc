import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WindmillError } from '../../../../services/windmill/src/shared/errors.ts'
import { type ApiKit, openApi } from './kit.ts'
import { recordedAnswer } from './recorded.ts'

let kit: ApiKit
beforeEach(async () => {
  kit = await openApi()
})
afterEach(() => kit.windmill.stop())

describe('a preview', () => {
  test('of a script, as the CLI sends it, runs the code with its arguments', async () => {
    const { request } = recordedAnswer('wmill script preview', 'POST', /run\/preview$/)
    const { status, body } = await kit.answer('POST', '/jobs/run/preview', { body: request })
    expect(status).toBe(201)
    expect(kit.job(body as string)).toMatchObject({
      kind: 'preview',
      script_path: 'f/sample/greet',
      language: 'bun',
      args: { name: 'Eve' },
      raw_code: JSON.parse(request!).content,
    })
  })

  test('of a flow, as the CLI sends it, has its first status', async () => {
    const { request } = recordedAnswer('wmill flow preview', 'POST', /run\/preview_flow$/)
    const { status, body } = await kit.answer('POST', '/jobs/run/preview_flow', { body: request })
    expect(status).toBe(201)
    expect(kit.job(body as string)).toMatchObject({
      kind: 'flowpreview',
      script_path: 'f/sample/pipeline',
      args: { names: ['Eve'] },
      flow_status: { step: 0, modules: [{ id: 'everyone' }, { id: 'join' }] },
    })
  })

  test('keeps the undeployed scripts that its imports mean', async () => {
    const body = { content: 'export function main() {}', temp_script_refs: { 'f/a/b': 'hash' }, lock: 'l', tag: 't' }
    const { body: id } = await kit.answer('POST', '/jobs/run/preview', { body })
    expect(kit.job(id as string)).toMatchObject({
      tag: 't',
      options: { temp_script_refs: { 'f/a/b': 'hash' }, lock: 'l' },
    })
  })

  test('without code, or of a flow without modules, is a 400', async () => {
    expect((await kit.ask('POST', '/jobs/run/preview', { body: { language: 'bun' } })).status).toBe(400)
    expect((await kit.ask('POST', '/jobs/run/preview_flow', { body: { value: {} } })).status).toBe(400)
  })

  test('that waits answers with the result', async () => {
    const started = kit.nextJob()
    const answer = kit.answer('POST', '/jobs/run_wait_result/preview', {
      body: { content: 'export function main() {}' },
    })
    kit.succeed(await started, 7)
    expect(await answer).toMatchObject({ status: 200, body: 7 })
  })
})

describe('SQL on the data table', () => {
  const body = { language: 'postgresql', content: 'SELECT 1', args: { database: 'datatable://main' } }

  test.each(['run_inline', 'run_wait_result'])('by %s runs without a job', async (door) => {
    await kit.windmill.stop()
    const runScript = vi.fn(async () => [{ one: 1 }])
    kit = await openApi({ runScript })
    expect(await kit.answer('POST', `/jobs/${door}/preview`, { body })).toMatchObject({
      status: 200,
      body: [{ one: 1 }],
    })
    expect(runScript).toHaveBeenCalledWith('SELECT 1', { database: 'datatable://main' }, expect.anything())
    expect(kit.windmill.queue.claim(1)).toEqual([])
  })

  test('that fails answers in the words that the client looks for', async () => {
    await kit.windmill.stop()
    const failing = async () => {
      throw new WindmillError('internal', 'db error: ERROR: relation "x" does not exist')
    }
    kit = await openApi({ runScript: failing })
    expect(await kit.answer('POST', '/jobs/run_inline/preview', { body })).toMatchObject({
      status: 500,
      body: 'Internal: db error: ERROR: relation "x" does not exist',
    })
  })

  test('is for members only', async () => {
    expect((await kit.ask('POST', '/jobs/run_inline/preview', { body, token: null })).status).toBe(401)
  })
})

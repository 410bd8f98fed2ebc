import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const PATH = 'f/sample/pipeline'
const value = (...modules: JsonObject[]) => ({ modules })
const IDENTITY = { id: 'a', value: { type: 'identity' } }

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const create = (more: JsonObject = {}, path = PATH) =>
  windmill.call('POST', 'flows/create', { path, summary: 'Joins', value: value(IDENTITY), ...more })
const get = async (path = PATH) => (await windmill.call('GET', `flows/get/${path}`)).body as JsonObject

describe('a flow', () => {
  test('is created with 201 and its path, and hands back what was sent', async () => {
    const sent = {
      description: 'Each to each',
      value: { ...value(IDENTITY), same_worker: true, notes: [{ id: 'n', text: 'kept' }] },
      schema: { type: 'object', order: ['b', 'a'], properties: { b: {}, a: {} }, required: [] },
      tag: 'flow',
      timeout: 30,
    }
    expect(await create(sent)).toMatchObject({ status: 201, body: PATH })
    expect(await get()).toMatchObject({ ...sent, path: PATH, archived: false, is_draft: false })
  })

  test('takes a path once', async () => {
    await create()
    expect(await create()).toMatchObject({ status: 400, body: `Bad request: Flow ${PATH} already exists` })
  })

  test('keeps its older versions', async () => {
    await create({ deployment_message: 'first' })
    windmill.system.pass(1000)
    const update = await windmill.call('POST', `flows/update/${PATH}`, { summary: 'Two', value: value() })
    expect(update).toMatchObject({ status: 200, body: PATH })
    const { version_id } = await get()
    const { body: history } = await windmill.call('GET', `flows/history/p/${PATH}`)
    expect(history).toMatchObject([{ id: version_id }, { deployment_msg: 'first' }])
    const [, first] = history as { id: number }[]
    const old = await windmill.call('GET', `flows/get/v/${first!.id}`)
    expect(old.body).toMatchObject({ value: value(IDENTITY), edited_at: '2026-11-21T08:00:00Z' })
    const named = await windmill.call('GET', `flows/get/v/${first!.id}/p/f/sample/other`)
    expect(named.status).toBe(404)
  })

  test('is moved by an update, with its history and what starts it', async () => {
    await create()
    await windmill.call('POST', 'http_triggers/create', {
      path: 'f/sample/start',
      script_path: PATH,
      is_flow: true,
      route_path: 'start',
      http_method: 'post',
      authentication_method: 'none',
      is_static_website: false,
    })
    const to = 'f/sample/moved'
    const moved = await windmill.call('POST', `flows/update/${PATH}`, { path: to, summary: '', value: value() })
    expect(moved).toMatchObject({ status: 200, body: to })
    expect((await windmill.call('GET', `flows/get/${PATH}`)).status).toBe(404)
    expect((await windmill.call('GET', `flows/history/p/${to}`)).body).toHaveLength(2)
    const trigger = await windmill.call('GET', 'http_triggers/get/f/sample/start')
    expect(trigger.body).toMatchObject({ script_path: to })
  })

  test('cannot be moved over another', async () => {
    await create()
    await create({}, 'f/sample/other')
    const body = { path: 'f/sample/other', summary: '', value: value() }
    expect(await windmill.call('POST', `flows/update/${PATH}`, body)).toMatchObject({ status: 400 })
    expect((await windmill.call('GET', `flows/get/${PATH}`)).status).toBe(200)
  })

  test('that is archived is listed as such, and cannot be run', async () => {
    await create()
    await windmill.call('POST', `flows/archive/${PATH}`, { archived: true })
    expect((await windmill.call('GET', 'flows/list')).body).toEqual([])
    expect((await windmill.call('GET', 'flows/list?show_archived=true')).body).toMatchObject([{ path: PATH }])
    expect((await windmill.call('POST', `jobs/run/f/${PATH}`, {})).status).toBe(404)
    await windmill.call('POST', `flows/archive/${PATH}`, { archived: false })
    expect((await windmill.call('POST', `jobs/run/f/${PATH}`, {})).status).toBe(201)
  })

  test('can be deleted twice, as the CLI does', async () => {
    await create()
    for (const _ of [1, 2]) {
      const { status, body } = await windmill.call('DELETE', `flows/delete/${PATH}`)
      expect({ status, body }).toEqual({ status: 200, body: `Flow ${PATH} deleted` })
    }
    expect((await windmill.call('GET', `flows/exists/${PATH}`)).body).toBe(false)
    expect((await windmill.call('GET', `flows/history/p/${PATH}`)).status).toBe(404)
  })

  test('of another member is not seen, and not deleted', async () => {
    await create({}, 'u/admin/own')
    const as = { as: windmill.addMember('ada') }
    expect((await windmill.call('GET', 'flows/get/u/admin/own', undefined, as)).status).toBe(404)
    expect((await windmill.call('GET', 'flows/list', undefined, as)).body).toEqual([])
    expect((await windmill.call('DELETE', 'flows/delete/u/admin/own', undefined, as)).status).toBe(403)
    expect((await windmill.call('GET', 'flows/exists/u/admin/own')).body).toBe(true)
  })
})

describe('a flow is refused', () => {
  const retry = { exponential: { attempts: 2, multiplier: 1, seconds: 0 } }
  test.each([
    ['without modules', {}, 'body.value.modules'],
    ['with a step of no known type', value({ id: 'a', value: { type: 'nope' } }), 'body.value.modules.0.value.type'],
    ['with a step of no id', value({ value: { type: 'identity' } }), 'body.value.modules.0.id'],
    ['with a file for a script', value({ id: 'a', value: { type: 'script', path: '/tmp/x' } }), 'not a workspace path'],
    [
      'with a bad step in a branch',
      value({ id: 'a', value: { type: 'branchall', branches: [{ modules: [{ id: 'b', value: { type: 'x' } }] }] } }),
      'branches.0.modules.0.value.type',
    ],
    ['with retries without a pause', value({ ...IDENTITY, retry }), 'must be greater than 0'],
  ])('%s', async (_name, flow, message) => {
    const { status, body } = await create({ value: flow as JsonObject })
    expect({ status, body }).toMatchObject({ status: 400, body: expect.stringContaining(message) })
  })
})

describe('locks of inline scripts', () => {
  const script = (lock?: string) =>
    value({ id: 'a', value: { type: 'rawscript', content: 'x', language: 'bun', ...(lock !== undefined && { lock }) } })

  test('are made by a job when one is missing; the flow can run meanwhile', async () => {
    await create({ value: script() })
    const { body: status } = await windmill.call('GET', `flows/deployment_status/p/${PATH}`)
    const job = windmill.queue.get((status as JsonObject).job_id as string)
    expect(job).toMatchObject({ kind: 'flowdependencies', script_path: PATH })
    expect((await windmill.call('POST', `jobs/run/f/${PATH}`, {})).status).toBe(201)
  })

  test('are not made again when they are there', async () => {
    await create({ value: script('') })
    const { body: status } = await windmill.call('GET', `flows/deployment_status/p/${PATH}`)
    expect(status).toEqual({ lock_error_logs: null, job_id: null })
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ApiKit, openApi } from './kit.ts'
import { fieldsOf, recordedAnswer } from './recorded.ts'

const FOLLOWED = 'a job, followed'
const recordedRows = (path: RegExp, step = FOLLOWED): { type?: string; job_kind: string; schedule_path?: string }[] =>
  JSON.parse(recordedAnswer(step, 'GET', path).response)

let kit: ApiKit
beforeEach(async () => {
  kit = await openApi()
})
afterEach(() => kit.windmill.stop())

async function ids(query: string, list = '/jobs/list'): Promise<string[]> {
  const { status, body } = await kit.answer('GET', `${list}?${query}`)
  expect(status).toBe(200)
  return (body as { id: string }[]).map((row) => row.id)
}

function ended(job: Parameters<ApiKit['push']>[0], success = true): string {
  const id = kit.push(job)
  kit.windmill.queue.claim(1)
  kit.windmill.system.pass(10)
  kit.windmill.queue.end(id, { success, result: { kind: 'r' }, mem_peak: 23544 })
  return id
}

const GREET = {
  kind: 'script' as const,
  script_path: 'f/sample/greet',
  script_hash: 'cc89d93eaae0b8a1',
  language: 'bun',
}

describe('the list of jobs', () => {
  test('shows what waits before what has ended, the newest first, without arguments and results', async () => {
    const first = ended(GREET)
    const second = ended(GREET)
    const waits = kit.push(GREET)
    expect(await ids('')).toEqual([waits, second, first])
    const { body } = await kit.answer('GET', '/jobs/list?include_args=true')
    expect((body as object[])[0]).toMatchObject({ args: {} })
  })

  test('has the fields that Windmill shows', async () => {
    ended(GREET)
    kit.push({ kind: 'flow', script_path: 'f/a/b', script_hash: '15', trigger_kind: 'schedule', trigger_path: 'f/a/s' })
    const [queued, completed] = (await kit.answer('GET', '/jobs/list')).body as object[]
    const rows = recordedRows(/jobs\/list/, 'wmill job list')
    expect(fieldsOf(queued)).toEqual(fieldsOf(rows.find((row) => row.type === 'QueuedJob')))
    expect(fieldsOf(completed)).toEqual(fieldsOf(rows.find((row) => row.job_kind === 'script')))
  })

  test('of the queue and of what has ended have forms of their own', async () => {
    ended({ ...GREET, parent_job: 'p', flow_step_id: 's' })
    kit.push({ kind: 'flow', script_path: 'f/a/b', script_hash: '15', trigger_kind: 'schedule', trigger_path: 'f/a/s' })
    const [queued] = (await kit.answer('GET', '/jobs/queue/list')).body as object[]
    const [completed] = (await kit.answer('GET', '/jobs/completed/list')).body as object[]
    const [recordedQueued] = recordedRows(/queue\/list/)
    const [recordedCompleted] = recordedRows(/completed\/list/)
    expect(fieldsOf(queued)).toEqual([...fieldsOf(recordedQueued), 'parent_job'].sort())
    // The recorded row is a step's, which has a priority in Windmill.
    expect(fieldsOf(completed)).toEqual(fieldsOf(recordedCompleted).filter((name) => name !== 'priority'))
  })

  test('is asked for with the filters of the CLI', async () => {
    const greet = ended(GREET)
    const step = ended({ ...GREET, parent_job: greet, flow_step_id: 'a' })
    const failed = ended({ kind: 'dependencies', script_path: 'f/sample/text' }, false)
    const flow = kit.push({ kind: 'flow', script_path: 'f/other/flow', created_by: 'bob', args: { n: 1 } })
    expect(await ids('job_kinds=script,flow,singlestepflow&per_page=30&has_null_parent=true')).toEqual([flow, greet])
    expect(await ids('success=false')).toEqual([failed])
    expect(await ids('success=true')).toEqual([step, greet])
    expect(await ids('running=false')).toEqual([flow])
    expect(await ids('script_path_exact=f/sample/greet')).toEqual([step, greet])
    expect(await ids('script_path_start=f/sample/')).toEqual([failed, step, greet])
    expect(await ids('created_by=bob')).toEqual([flow])
    expect(await ids(`parent_job=${greet}`)).toEqual([step])
    expect(await ids('is_flow_step=true')).toEqual([step])
    expect(await ids(`args=${encodeURIComponent('{"n":1}')}`)).toEqual([flow])
    expect(await ids(`result=${encodeURIComponent('{"kind":"r"}')}&job_kinds=dependencies`)).toEqual([failed])
    expect(await ids('status=failure')).toEqual([failed])
    const after = encodeURIComponent(new Date(kit.now()).toISOString())
    expect(await ids(`job_kinds=dependencies&success=false&created_after=${after}`, '/jobs/completed/list')).toEqual([])
  })

  test('comes in pages', async () => {
    const all = [ended(GREET), ended(GREET), ended(GREET)].reverse()
    expect(await ids('per_page=2', '/jobs/completed/list')).toEqual(all.slice(0, 2))
    expect(await ids('per_page=2&page=2', '/jobs/completed/list')).toEqual(all.slice(2))
  })

  test('refuses a filter that it cannot read', async () => {
    expect((await kit.ask('GET', '/jobs/list?created_after=yesterday')).status).toBe(400)
    expect((await kit.ask('GET', '/jobs/list?args=%5B1%5D')).status).toBe(400)
    expect((await kit.ask('GET', '/jobs/list?running=true&success=true')).status).toBe(400)
  })
})

test('the queue is counted without what waits for a later time', async () => {
  kit.push({ scheduled_for: kit.now() + 60_000 })
  expect((await kit.answer('GET', '/jobs/queue/count')).body).toEqual(
    JSON.parse(recordedAnswer(FOLLOWED, 'GET', /queue\/count/).response),
  )
  const waits = kit.push({})
  kit.windmill.queue.suspend(kit.push({}), 1, kit.now() + 1)
  expect((await kit.answer('GET', '/jobs/queue/count')).body).toEqual({ database_length: 1, suspended: 1 })
  const position = await kit.answer('GET', `/jobs/queue/position/${kit.job(waits).scheduled_for! + 1}`)
  expect(position.body).toEqual({ position: 2 })
})

describe('cancelling', () => {
  test('ends a job that waits, with the reason and whose it was', async () => {
    const id = kit.push({})
    const answer = await kit.answer('POST', `/jobs_u/queue/cancel/${id}`, { body: { reason: 'not needed' } })
    expect(answer).toMatchObject({ status: 200, body: id })
    expect(kit.job(id).result).toEqual({
      error: {
        name: 'Canceled',
        message: 'Job canceled: not needed by admin',
        reason: 'not needed',
        canceler: 'admin',
      },
    })
  })

  test('tells a running job to stop', async () => {
    const id = kit.push({})
    kit.windmill.queue.claim(1)
    const stopped: string[] = []
    kit.windmill.queue.events.on('stop', (job) => stopped.push(job))
    await kit.ask('POST', `/jobs_u/queue/force_cancel/${id}`, { body: {} })
    expect(stopped).toEqual([id])
  })

  test('of a job that has ended is a text too', async () => {
    const id = ended({})
    const answer = await kit.answer('POST', `/jobs_u/queue/cancel/${id}`, { body: {} })
    expect(answer).toMatchObject({ status: 200, body: `queued job id ${id} is already completed` })
  })

  test('of several answers those that it cancelled', async () => {
    const [waits, over] = [kit.push({}), ended({})]
    const answer = await kit.answer('POST', '/jobs/queue/cancel_selection', { body: [waits, over] })
    expect(answer).toMatchObject({ status: 200, body: [waits] })
  })

  test('is not for members who do not see the job', async () => {
    const bob = kit.windmill.addMember('bob')
    const id = kit.push({})
    expect((await kit.ask('POST', `/jobs_u/queue/cancel/${id}`, { body: {}, token: bob })).status).toBe(404)
    expect((await kit.ask('POST', '/jobs/queue/cancel_selection', { body: [id], token: bob })).status).toBe(403)
    expect(kit.job(id).completed_at).toBeNull()
  })

  test('of a path ends all that runs there', async () => {
    const id = kit.push(GREET)
    kit.push({})
    expect((await kit.ask('POST', '/jobs_u/queue/cancel_persistent/f/sample/greet', { body: {} })).status).toBe(200)
    expect(kit.job(id).canceled_by).toBe('admin')
    expect(await ids('running=false')).toHaveLength(1)
  })
})

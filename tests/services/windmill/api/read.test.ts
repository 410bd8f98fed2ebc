import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { jobs } from '../../../../services/windmill/src/store/index.ts'
import { type ApiKit, openApi } from './kit.ts'
import { fieldsOf, recordedAnswer } from './recorded.ts'

const FOLLOWED = 'a job, followed'
const PIPELINE = { modules: [{ id: 'everyone', value: { type: 'identity' as const } }] }
const NOWHERE = '00000000-0000-0000-0000-000000000000'

let kit: ApiKit
beforeEach(async () => {
  kit = await openApi()
})
afterEach(() => kit.windmill.stop())

/** A flow that a worker has taken up. */
async function runFlow(): Promise<string> {
  kit.deployFlow('f/sample/pipeline', PIPELINE)
  const { body } = await kit.answer('POST', '/jobs/run/f/f/sample/pipeline', { body: { names: ['Ada'] } })
  const [job] = kit.windmill.queue.claim(1)
  expect(job?.id).toBe(body)
  return body as string
}

/** What a real Windmill showed; `last_ping` and the like depend on the moment and are not asked for. */
const recordedJson = (path: RegExp, step = FOLLOWED) => JSON.parse(recordedAnswer(step, 'GET', path).response)

describe('a job', () => {
  test('that waits has the fields that Windmill shows', async () => {
    kit.deployFlow('f/sample/pipeline', PIPELINE)
    const { body: id } = await kit.answer('POST', '/jobs/run/f/f/sample/pipeline', { body: { names: ['Ada'] } })
    const { body } = await kit.answer('GET', `/jobs_u/get/${id}`)
    expect(fieldsOf(body)).toEqual(fieldsOf(recordedJson(/jobs_u\/get\//, 'wmill flow run')))
    expect(body).toMatchObject({
      type: 'QueuedJob',
      id,
      running: false,
      job_kind: 'flow',
      script_hash: '0000000000000001',
      flow_status: { step: 0, modules: [{ id: 'everyone', type: 'WaitingForPriorSteps' }] },
    })
  })

  test('that has ended has the fields that Windmill shows', async () => {
    const id = await runFlow()
    kit.windmill.queue.log(id, 'Flow job completed with success\n')
    kit.windmill.system.pass(106)
    kit.succeed(id, 'WELCOME, ADA!')
    const { body } = await kit.answer('GET', `/jobs_u/get/${id}`)
    expect(fieldsOf(body)).toEqual(fieldsOf(recordedJson(/jobs_u\/get\//)))
    expect(body).toMatchObject({
      type: 'CompletedJob',
      success: true,
      result: 'WELCOME, ADA!',
      duration_ms: 106,
      created_at: '2026-11-21T08:00:00Z',
      completed_at: '2026-11-21T08:00:00.106000Z',
    })
    const completed = await kit.answer('GET', `/jobs_u/completed/get/${id}`)
    expect(fieldsOf(completed.body)).toEqual(fieldsOf(recordedJson(/completed\/get\//)))
  })

  test('that runs is not among the completed', async () => {
    const id = await runFlow()
    expect(await kit.answer('GET', `/jobs_u/completed/get/${id}`)).toMatchObject({
      status: 404,
      body: `Not found: Completed Job not found at name ${id}`,
    })
  })

  test('that is not there is a 404 with Windmill’s words', async () => {
    expect(await kit.answer('GET', `/jobs_u/get/${NOWHERE}`)).toMatchObject({
      status: 404,
      body: `Not found: Job not found at name ${NOWHERE}`,
    })
  })

  test('shows its log, arguments, root and result each by itself', async () => {
    const id = await runFlow()
    kit.windmill.queue.log(id, 'Flow job completed with success\n')
    kit.succeed(id, { a: [1, { b: 2 }] })
    const recordedLog = recordedAnswer(FOLLOWED, 'GET', /get_logs/).response
    expect((await kit.answer('GET', `/jobs_u/get_logs/${id}`)).body).toBe(recordedLog)
    expect((await kit.answer('GET', `/jobs_u/get_args/${id}`)).body).toEqual({ names: ['Ada'] })
    expect((await kit.answer('GET', `/jobs_u/get_root_job_id/${id}`)).body).toBe(id)
    expect((await kit.answer('GET', `/jobs_u/completed/get_result/${id}`)).body).toEqual({ a: [1, { b: 2 }] })
    const picked = await kit.answer('GET', `/jobs_u/completed/get_result/${id}?json_path=a.1.b`)
    expect(picked.body).toBe(2)
    expect((await kit.ask('GET', `/jobs/get_root_job_id/${id}`)).status).toBe(404)
  })

  test('has the outermost job as its root', async () => {
    const id = await runFlow()
    const child = kit.push({ parent_job: id, root_job: id })
    expect((await kit.answer('GET', `/jobs_u/get_root_job_id/${child}`)).body).toBe(id)
  })

  test('says whether it has a result', async () => {
    const id = await runFlow()
    const path = `/jobs_u/completed/get_result_maybe/${id}`
    const waiting = { success: null, completed: false, result: null }
    expect((await kit.answer('GET', `${path}?get_started=false`)).body).toEqual({ started: null, ...waiting })
    expect((await kit.answer('GET', `${path}?get_started=true`)).body).toEqual({ started: true, ...waiting })
    kit.fail(id, 'broken')
    expect((await kit.answer('GET', path)).body).toEqual({
      started: true,
      success: false,
      completed: true,
      result: { error: { message: 'broken', name: 'Error' } },
    })
  })

  test('answers with the result of one of its steps', async () => {
    const id = await runFlow()
    const [first, second] = [kit.push({}), kit.push({})]
    kit.succeed(first, 1)
    kit.succeed(second, 2)
    const keep = (step_id: string, job: string | string[]) =>
      jobs.saveStepResult.run(kit.windmill.store.connection, { scope: id, step_id, job })
    keep('a', first)
    keep('l', [first, second])
    expect((await kit.answer('GET', `/jobs/result_by_id/${id}/a`)).body).toBe(1)
    expect((await kit.answer('GET', `/jobs/result_by_id/${id}/l`)).body).toEqual([1, 2])
    expect((await kit.ask('GET', `/jobs/result_by_id/${id}/b`)).status).toBe(404)
  })

  test('is forgotten by an admin: what it was given, wrote and answered', async () => {
    const id = kit.push({ args: { secret: 's' }, created_by: 'bob', permissioned_as: 'u/bob' })
    kit.windmill.queue.log(id, 'a secret\n')
    expect((await kit.ask('POST', `/jobs/completed/delete/${id}`)).status).toBe(404)
    kit.succeed(id, { secret: 's' })
    const bob = kit.windmill.addMember('bob')
    expect((await kit.ask('POST', `/jobs/completed/delete/${id}`, { token: bob })).status).toBe(403)
    const { body } = await kit.answer('POST', `/jobs/completed/delete/${id}`)
    expect(body).toMatchObject({ id, deleted: true, args: {}, result: null })
    const after = await kit.answer('GET', `/jobs_u/get/${id}`)
    expect(JSON.stringify(after.body)).not.toContain('secret')
  })

  test('tells its finished steps by their jobs', async () => {
    const id = await runFlow()
    const modules = [
      { id: 'a', type: 'Success' as const, job: 'j1' },
      { id: 'l', type: 'Success' as const, job: 'j3', flow_jobs: ['j2', 'j3'] },
      { id: 'b', type: 'InProgress' as const, job: 'j4' },
    ]
    kit.windmill.queue.saveFlowStatus(id, { ...kit.job(id).flow_status!, modules })
    const { body } = await kit.answer('GET', `/jobs_u/get/${id}`)
    expect(body).toMatchObject({ leaf_jobs: { a: { SingleJob: 'j1' }, l: { ListJob: ['j2', 'j3'] } } })
  })
})

describe('who may see a job', () => {
  test('an administrator and whoever started it', async () => {
    const bob = kit.windmill.addMember('bob')
    const own = kit.push({ created_by: 'bob', permissioned_as: 'u/bob' })
    const other = kit.push({ created_by: 'admin', permissioned_as: 'u/admin' })
    expect((await kit.ask('GET', `/jobs_u/get/${own}`, { token: bob })).status).toBe(200)
    expect((await kit.ask('GET', `/jobs_u/get/${own}`)).status).toBe(200)
    expect((await kit.ask('GET', `/jobs_u/get/${other}`, { token: bob })).status).toBe(404)
  })

  test('whoever may read the path that it ran, and what belongs to it', async () => {
    kit.makeFolder('open', { 'u/bob': false })
    const bob = kit.windmill.addMember('bob')
    const run = kit.push({ script_path: 'f/open/flow' })
    const step = kit.push({ parent_job: run, root_job: run })
    const hidden = kit.push({ script_path: 'f/open/flow', visible_to_owner: false })
    expect((await kit.ask('GET', `/jobs_u/get/${run}`, { token: bob })).status).toBe(200)
    expect((await kit.ask('GET', `/jobs_u/get/${step}`, { token: bob })).status).toBe(200)
    expect((await kit.ask('GET', `/jobs_u/get/${hidden}`, { token: bob })).status).toBe(404)
    const { body } = await kit.answer('GET', '/jobs/list', { token: bob })
    expect((body as { id: string }[]).map((row) => row.id)).toEqual([run])
  })

  test('without a login, anybody for what somebody anonymous started, and nobody else', async () => {
    const open = kit.push({ created_by: 'anonymous' })
    const closed = kit.push({})
    expect((await kit.ask('GET', `/jobs_u/get/${open}`, { token: null })).status).toBe(200)
    expect(await kit.answer('GET', `/jobs_u/get/${closed}`, { token: null })).toMatchObject({
      status: 400,
      body: 'Bad request: As a non logged in user, you can only see jobs ran by anonymous users',
    })
  })

  test('nobody in another workspace', async () => {
    const id = kit.push({})
    const answer = await kit.ask('GET', `/api/w/elsewhere/jobs_u/get/${id}`)
    expect(answer.status).toBe(404)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { jobs } from '../../../../services/windmill/src/store/index.ts'
import { type ApiKit, openApi } from './kit.ts'

let kit: ApiKit
beforeEach(async () => {
  kit = await openApi()
})
afterEach(() => kit.windmill.stop())

const identity = { type: 'identity' as const }
const runFlow = async () => {
  kit.deployFlow('f/a/flow', { modules: [{ id: 'a', value: identity }] })
  return (await kit.answer('POST', '/jobs/run/f/f/a/flow', { body: {} })).body as string
}

describe('the state of a flow', () => {
  test('is what its steps keep under a key', async () => {
    const id = await runFlow()
    const path = `/jobs/flow/user_states/${id}`
    expect((await kit.answer('GET', `${path}/n`)).body).toBeNull()
    const set = await kit.answer('POST', `${path}/n`, { body: { count: 1 } })
    expect(set).toMatchObject({ status: 200, body: 'Flow job state updated' })
    await kit.ask('POST', `${path}/text`, { body: '"plain"' })
    expect((await kit.answer('GET', `${path}/n`)).body).toEqual({ count: 1 })
    expect(kit.job(id).flow_status).toMatchObject({ step: 0, user_states: { n: { count: 1 }, text: 'plain' } })
  })

  test('is none of a script', async () => {
    const answer = await kit.answer('POST', `/jobs/flow/user_states/${kit.push({})}/n`, { body: 1 })
    expect(answer).toMatchObject({ status: 404, body: 'Not found: Flow job not found' })
  })
})

test('progress goes from 0 to 99 and never back', async () => {
  const id = kit.push({})
  const told: string[] = []
  kit.windmill.queue.events.on('changed', (changed) => told.push(changed))
  for (const percent of [40, 20, 250]) {
    const set = await kit.answer('POST', `/job_metrics/set_progress/${id}`, { body: { percent } })
    expect(set).toMatchObject({ status: 200, body: null })
  }
  expect((await kit.answer('GET', `/job_metrics/get_progress/${id}`)).body).toBe(99)
  expect(told).toEqual([id, id, id])
  expect((await kit.answer('GET', `/jobs_u/getupdate/${id}?get_progress=true`)).body).toMatchObject({ progress: 99 })
})

describe('an update', () => {
  test('tells the log with the offsets that Windmill counts', async () => {
    const id = kit.push({})
    kit.windmill.queue.claim(1)
    kit.windmill.queue.log(id, 'one\n')
    const first = await kit.answer('GET', `/jobs_u/getupdate/${id}?running=false&log_offset=0`)
    expect(first.body).toEqual({ running: true, completed: false, new_logs: 'one\n', log_offset: 5 })
    kit.windmill.queue.log(id, 'two\n')
    const next = await kit.answer('GET', `/jobs_u/getupdate/${id}?running=true&log_offset=5`)
    expect(next.body).toEqual({ completed: false, new_logs: 'two\n', log_offset: 9 })
    kit.windmill.queue.end(id, { success: true, result: 1, mem_peak: 23544 })
    const last = await kit.answer('GET', `/jobs_u/getupdate/${id}?running=true&log_offset=9`)
    expect(last.body).toEqual({ running: false, completed: true, new_logs: '', log_offset: 9, mem_peak: 23544 })
  })

  test('of a job of somebody else is refused, also as a stream', async () => {
    const bob = kit.windmill.addMember('bob')
    const id = kit.push({})
    expect((await kit.ask('GET', `/jobs_u/getupdate/${id}`, { token: bob })).status).toBe(404)
    expect((await kit.ask('GET', `/jobs_u/getupdate_sse/${id}`, { token: bob })).status).toBe(404)
    expect((await kit.ask('GET', `/jobs_u/getupdate_sse/${id}`, { token: null })).status).toBe(400)
  })
})

describe('a workflow-as-code', () => {
  const stepsOf = (id: string) =>
    (kit.job(id).workflow_as_code_status?._checkpoint as { completed_steps: object } | undefined)?.completed_steps

  function running(): { id: string; token: string } {
    const id = kit.push({ kind: 'script', script_path: 'f/a/workflow' })
    kit.windmill.queue.claim(1)
    return { id, token: kit.windmill.auth.jobToken(id) }
  }
  const checkpoint = (id: string, token: string | undefined, body: object) =>
    kit.answer('POST', `/jobs/wac/inline_checkpoint/${id}`, { body, token })

  test('checkpoints its steps with the token of its job, each once', async () => {
    const { id, token } = running()
    expect(await checkpoint(id, token, { key: 'a', result: 1, duration_ms: 3 })).toMatchObject({
      status: 200,
      body: {},
    })
    await checkpoint(id, token, { key: 'b', result: { n: 2 } })
    await checkpoint(id, token, { key: 'a', result: 'again' })
    expect(stepsOf(id)).toEqual({ a: 1, b: { n: 2 } })
  })

  test('is handed the failure that is kept of a step', async () => {
    const { id, token } = running()
    const result = { __wmill_error: true, message: 'broke', step_key: 'a', result: { error: { name: 'Error' } } }
    expect((await checkpoint(id, token, { key: 'a', result })).body).toEqual({ failure: result })
  })

  test('keeps no result that is nested deeper than it could be read again', async () => {
    const { id, token } = running()
    const nested = (levels: number): object => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
    expect(await checkpoint(id, token, { key: 'a', result: nested(1001) })).toMatchObject({
      status: 400,
      body: 'Bad request: body.result: expected JSON of at most 1000 levels',
    })
    expect((await checkpoint(id, token, { key: 'b', result: nested(1000) })).status).toBe(200)
    expect(Object.keys(stepsOf(id)!)).toEqual(['b'])
  })

  test('is checkpointed by nobody else, and not after its end', async () => {
    const { id, token } = running()
    expect((await checkpoint(id, undefined, { key: 'a', result: 1 })).status).toBe(403)
    expect((await checkpoint(id, running().token, { key: 'a', result: 1 })).status).toBe(403)
    kit.succeed(id, null)
    expect((await checkpoint(id, token, { key: 'a', result: 1 })).status).toBe(401)
    expect(stepsOf(id)).toBeUndefined()
  })

  test('is not checkpointed once somebody has cancelled it', async () => {
    const { id, token } = running()
    kit.windmill.queue.cancel(id, 'ada', null)
    expect(await checkpoint(id, token, { key: 'a', result: 1 })).toMatchObject({
      status: 400,
      body: `Bad request: The workflow ${id} does not run any more`,
    })
    expect(stepsOf(id)).toBeUndefined()
  })

  test('of the first kind runs its tasks as jobs of the same script', async () => {
    const id = kit.push({ kind: 'preview', raw_code: 'export function heavy() {}', language: 'bun' })
    const { status, body } = await kit.answer('POST', `/jobs/run/workflow_as_code/${id}/heavy`, {
      body: { args: { n: 1 } },
    })
    expect(status).toBe(201)
    expect(kit.job(body as string)).toMatchObject({
      parent_job: id,
      root_job: id,
      entrypoint: 'heavy',
      args: { n: 1 },
      raw_code: 'export function heavy() {}',
    })
  })
})

describe('running again', () => {
  test('answers a line for each job: its new id, or what was wrong', async () => {
    kit.deployScript('f/a/script', 'export function main() {}', { hash: 'aaaaaaaaaaaaaaaa' })
    const first = (await kit.answer('POST', '/jobs/run/p/f/a/script', { body: { n: 1, m: 1 } })).body as string
    kit.deployScript('f/a/script', 'export function main() { }', { hash: 'bbbbbbbbbbbbbbbb' })
    const flow = await runFlow()
    const preview = kit.push({})
    const options = { 'f/a/script': { input_transforms: { n: { type: 'static', value: 2 } } } }
    const answer = await kit.answer('POST', '/jobs/run/batch_rerun_jobs', {
      body: { job_ids: [first, flow, preview], script_options_by_path: options, flow_options_by_path: {} },
    })
    expect([answer.status, answer.type]).toEqual([201, 'text/event-stream'])
    const [again, flowAgain, refused] = (answer.body as string).split('\n')
    expect(kit.job(again!)).toMatchObject({ script_hash: 'aaaaaaaaaaaaaaaa', args: { n: 2, m: 1 } })
    expect(kit.job(flowAgain!)).toMatchObject({ kind: 'flow', script_path: 'f/a/flow' })
    expect(refused).toMatch(/^Error: /)
  })

  test('in the latest version when asked', async () => {
    kit.deployScript('f/a/script', 'export function main() {}', { hash: 'aaaaaaaaaaaaaaaa' })
    const first = (await kit.answer('POST', '/jobs/run/p/f/a/script', { body: {} })).body as string
    kit.deployScript('f/a/script', 'export function main() { }', { hash: 'bbbbbbbbbbbbbbbb' })
    const options = { 'f/a/script': { use_latest_version: true } }
    const { body } = await kit.answer('POST', '/jobs/run/batch_rerun_jobs', {
      body: { job_ids: [first], script_options_by_path: options, flow_options_by_path: {} },
    })
    expect(kit.job((body as string).trim()).script_hash).toBe('bbbbbbbbbbbbbbbb')
  })
})

describe('restarting a flow from a step', () => {
  const flow = { modules: ['a', 'b', 'c'].map((id) => ({ id, value: identity })) }

  /** A flow whose second step failed. */
  function failedFlow(): { id: string; done: string } {
    const id = kit.push({ kind: 'flow', script_path: 'f/a/flow', raw_flow: flow, args: { n: 1 } })
    const done = kit.push({ parent_job: id, flow_step_id: 'a' })
    kit.succeed(done, 'A')
    jobs.saveStepResult.run(kit.windmill.store.connection, { scope: id, step_id: 'a', job: done })
    const modules = [
      { id: 'a', type: 'Success' as const, job: done },
      { id: 'b', type: 'Failure' as const, job: kit.push({}) },
      { id: 'c', type: 'WaitingForPriorSteps' as const },
    ]
    const failure_module = { id: 'failure', type: 'WaitingForPriorSteps' as const }
    kit.windmill.queue.saveFlowStatus(id, {
      step: 1,
      modules,
      failure_module,
      preprocessor_module: null,
      cleanup_module: {},
    })
    kit.fail(id, 'b broke')
    return { id, done }
  }

  test('is what a free Windmill does not do', async () => {
    const { id } = failedFlow()
    const answer = await kit.answer('POST', `/jobs/restart/f/${id}`, { body: { step_id: 'b' } })
    expect(answer).toMatchObject({ status: 500, body: expect.stringContaining('--beyond') })
  })

  test('with --beyond takes over the results of the steps before, and takes another input', async () => {
    await kit.windmill.stop()
    kit = await openApi({ beyond: true })
    const { id, done } = failedFlow()
    const { status, body } = await kit.answer('POST', `/jobs/restart/f/${id}`, {
      body: { step_id: 'b', args: { n: 2 } },
    })
    expect(status).toBe(201)
    expect(kit.job(body as string)).toMatchObject({
      kind: 'flow',
      args: { n: 2 },
      flow_status: {
        step: 1,
        modules: [
          { id: 'a', type: 'Success', job: done },
          { id: 'b', type: 'WaitingForPriorSteps' },
          { id: 'c', type: 'WaitingForPriorSteps' },
        ],
      },
    })
    const kept = jobs.getStepResult.one(kit.windmill.store.connection, { scope: body as string, step_id: 'a' })
    expect(kept?.job).toBe(done)
  })

  test('with --beyond is refused behind a step that did not succeed, or from one that is not there', async () => {
    await kit.windmill.stop()
    kit = await openApi({ beyond: true })
    const { id } = failedFlow()
    expect((await kit.ask('POST', `/jobs/restart/f/${id}`, { body: { step_id: 'c' } })).status).toBe(400)
    const nowhere = await kit.answer('POST', `/jobs/restart/f/${id}`, { body: { step_id: 'z' } })
    expect(nowhere).toMatchObject({ status: 400, body: expect.stringContaining('a, b, c') })
  })
})

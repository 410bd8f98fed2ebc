import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FlowStatus, FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { openPages, type PagesKit } from './kit.ts'

const MISSING = '00000000-0000-7000-8000-000000000000'

let kit: PagesKit
beforeEach(async () => {
  kit = await openPages()
  kit.deployScript('f/sample/greet', 'export function main() {}', { hash: 'cc89d93eaae0b8a1' })
})
afterEach(() => kit.windmill.stop())

const run = (more = {}) => kit.push({ kind: 'script', script_path: 'f/sample/greet', language: 'bun', ...more })

describe('the page of a job', () => {
  test('shows what it was given, what it said and what it answered', async () => {
    const id = run({ args: { name: 'Ada' } })
    kit.windmill.queue.log(id, '\u001b[32mhello\u001b[0m <b>there</b>\n')
    kit.windmill.queue.claim(1)
    kit.succeed(id, [
      { name: 'Ada', age: 36 },
      { name: 'Grace', age: 85 },
    ])
    const { html, text, status } = await kit.open(`/run/${id}?workspace=sample`)
    expect(status).toBe(200)
    expect(text).toContain('f/sample/greet success')
    expect(text).toContain('name Ada')
    expect(text).toContain('hello <b>there</b>')
    expect(html.replace(/\s+/g, '')).toContain('<td>Grace</td><tdclass="number">85</td>')
    expect(html).not.toContain('data-follow')
  })

  test('finds the workspace that has the job when the address names none', async () => {
    const id = run()
    expect((await kit.open(`/run/${id}`)).html).toContain('href="/?workspace=sample"')
  })

  test('follows a job that has not ended from where the page ends', async () => {
    const id = run()
    kit.windmill.queue.log(id, '12345')
    const { html } = await kit.open(`/run/${id}`)
    expect(html).toContain(
      `data-follow="/api/w/sample/jobs_u/getupdate_sse/${id}?fast=true&amp;running=false&amp;log_offset=6"`,
    )
    expect(html).not.toContain('data-refresh')
  })

  test('shows an error as one, with its stack folded', async () => {
    const id = run()
    kit.windmill.queue.end(id, {
      success: false,
      result: { error: { name: 'TypeError', message: 'no', stack: 'at x' } },
    })
    const { html, text } = await kit.open(`/run/${id}`)
    expect(text).toContain('TypeError no')
    expect(html).toMatch(/<details><summary>Stack<\/summary>/)
  })

  test('leads to the jobs that it started, and back', async () => {
    const parent = run()
    const child = run({ parent_job: parent })
    expect((await kit.open(`/run/${parent}`)).html).toContain(`href="/run/${child}?workspace=sample"`)
    expect((await kit.open(`/run/${child}`)).html).toContain(`href="/run/${parent}?workspace=sample"`)
  })

  test('is not there for who may not see the job', async () => {
    const token = kit.windmill.addMember('ada')
    expect((await kit.open(`/run/${run()}?workspace=sample`, { token })).status).toBe(404)
    expect((await kit.open(`/run/${MISSING}`)).status).toBe(404)
    expect((await kit.open('/run/..%2f..%2fusers%2fwhoami')).status).toBe(404)
  })

  test('cancels the job', async () => {
    const id = run()
    const after = await kit.submit(`/run/${id}/cancel?workspace=sample`, {})
    expect([after.status, after.location]).toEqual([303, `/run/${id}?workspace=sample`])
    expect(kit.job(id)).toMatchObject({ canceled_by: 'admin', success: false })
    const { text, html } = await kit.open(`/run/${id}`)
    expect(text).toContain('cancelled')
    expect(html).not.toContain('/cancel?')
  })

  test('runs it again with the same arguments, or leads to a form that has them', async () => {
    const id = run({ args: { name: 'Ada' } })
    const after = await kit.submit(`/run/${id}/again?workspace=sample`, {})
    const [, again] = /^\/run\/([^?]+)/.exec(after.location!)!
    expect(kit.job(again!)).toMatchObject({ kind: 'script', script_path: 'f/sample/greet', args: { name: 'Ada' } })
    expect((await kit.open(`/run/${id}`)).html).toContain(`/scripts/get/f/sample/greet?workspace=sample&amp;from=${id}`)
  })

  test('runs code that is not deployed again too', async () => {
    const id = kit.push({ kind: 'preview', language: 'bun', raw_code: 'export function main() {}', args: { x: 1 } })
    const after = await kit.submit(`/run/${id}/again?workspace=sample`, {})
    const [, again] = /^\/run\/([^?]+)/.exec(after.location!)!
    expect(kit.job(again!)).toMatchObject({ kind: 'preview', raw_code: 'export function main() {}', args: { x: 1 } })
  })
})

const step = (id: string) => ({ id, value: { type: 'identity' as const } })
const FLOW: FlowValue = {
  modules: [
    step('first'),
    {
      id: 'each',
      value: { type: 'forloopflow', iterator: { type: 'javascript', expr: '[1,2]' }, modules: [step('inner')] },
    },
    step('last'),
  ],
}
const NOT_BEGUN = { failure_module: { id: 'failure', type: 'WaitingForPriorSteps' as const }, cleanup_module: {} }
const status = (modules: FlowStatus['modules']): FlowStatus => ({
  step: modules.length,
  modules,
  preprocessor_module: null,
  ...NOT_BEGUN,
})

describe('the page of a flow', () => {
  test('has its steps as a picture, each coloured by where it stands, with the steps within a loop', async () => {
    const iteration = kit.push({
      kind: 'flownode',
      raw_flow: { modules: [step('inner')] },
      flow_status: status([{ id: 'inner', type: 'InProgress', job: MISSING }]),
    })
    const first = kit.push({ kind: 'identity' })
    const id = kit.push({
      kind: 'flow',
      raw_flow: FLOW,
      flow_status: status([
        { id: 'first', type: 'Success', job: first },
        {
          id: 'each',
          type: 'InProgress',
          job: iteration,
          flow_jobs: [iteration],
          iterator: { index: 0, itered_len: 2 },
        },
        { id: 'last', type: 'WaitingForPriorSteps' },
      ]),
    })
    const { html, text } = await kit.open(`/run/${id}`)
    const states = [...html.matchAll(/class="step (?:frame )?(\w+)" data-step="(\w+)"/g)].map(([, state, name]) => [
      name,
      state,
    ])
    expect(states).toEqual([
      ['first', 'success'],
      ['each', 'running'],
      ['inner', 'running'],
      ['last', 'waiting'],
    ])
    expect(html).toContain(`href="/run/${first}?workspace=sample" aria-label="Step first, passes on, succeeded"`)
    expect(text).toContain('1 of 2')
    expect(html).toContain('data-refresh="1000"')
  })

  test('leads to what is asked while it waits for an answer', async () => {
    const id = kit.push({
      kind: 'flow',
      raw_flow: FLOW,
      flow_status: status([{ id: 'first', type: 'Success', job: MISSING }]),
    })
    kit.windmill.queue.suspend(id, 1, kit.now() + 60_000)
    expect((await kit.open(`/run/${id}`)).html).toContain(`href="/approve/sample/${id}"`)
  })
})

describe('a job far below that asks', () => {
  /** A flow whose step is a workflow, which waits for a flow that asks. */
  const deep = () => {
    const top = kit.push({ kind: 'flow', raw_flow: { modules: [step('first')] }, flow_status: status([]) })
    const workflow = run({ parent_job: top })
    kit.windmill.queue.saveFlowStatus(top, status([{ id: 'first', type: 'WaitingForExecutor', job: workflow }]))
    const asks = kit.push({
      kind: 'flow',
      script_path: 'f/sample/asks',
      parent_job: workflow,
      raw_flow: { modules: [step('ask')] },
      flow_status: status([]),
    })
    const pending = { mode: 'parallel', keys: ['asks'], job_ids: { asks } }
    kit.windmill.queue.saveWorkflowStatus(workflow, { _checkpoint: { completed_steps: {}, pending_steps: pending } })
    kit.windmill.queue.suspend(workflow, 1, kit.now() + 60_000)
    kit.windmill.queue.suspend(asks, 1, kit.now() + 60_000)
    return { top, workflow, asks }
  }

  test('is led to from everything above it', async () => {
    const { top, workflow, asks } = deep()
    for (const id of [top, workflow]) {
      const { html, text } = await kit.open(`/run/${id}`)
      expect(text).toContain('A job below waits for an answer. Look at what f/sample/asks asks')
      expect(html).toContain(`href="/approve/sample/${asks}"`)
    }
    expect((await kit.open(`/run/${workflow}`)).text).toContain('waits for an answer asks its job')
  })

  test('leaves the steps above it running, and is not led to when it has ended', async () => {
    const { top, asks } = deep()
    expect((await kit.open(`/run/${top}`)).html).toContain('class="step running" data-step="first"')
    kit.windmill.queue.cancel(asks, 'admin', null)
    kit.windmill.queue.end(asks, { success: false, result: null })
    expect((await kit.open(`/run/${top}`)).text).not.toContain('waits for an answer')
  })
})

test('the page of a workflow-as-code lists what is checkpointed, what failed, and what it waits for', async () => {
  const child = kit.push({ kind: 'preview' })
  const id = run()
  kit.windmill.queue.saveWorkflowStatus(id, {
    _checkpoint: {
      completed_steps: { add: 3, broken: { __wmill_error: true, message: 'no', child_job_id: child } },
      pending_steps: { mode: 'parallel', keys: ['broken', 'ship'], job_ids: { ship: child } },
    },
  })
  const { html, text } = await kit.open(`/run/${id}`)
  expect(text).toMatch(/done add 3/)
  expect(text).toMatch(/failed broken its job/)
  expect(text).toMatch(/running ship its job no result yet/)
  expect(html).toContain(`id="call-job-${child}" href="/run/${child}?workspace=sample"`)
})

import { describe, expect, it } from 'vitest'
import { play } from './playing.ts'
import { all, approval, choose, each, flow, gives, handler, js, script, stopIf, throws } from './vocabulary.ts'

// Facts: Windmill's interpreter (backend/windmill-worker/src/worker_flow.rs), and the pull requests that are named.

describe('branch-one', () => {
  it('sees results, the result before and the answers to an approval in its predicates', async () => {
    const { result } = await play(
      flow([
        gives('a', '1', approval()),
        choose('b', [
          ['previous_result !== 1', gives('x', '"wrong"')],
          ['results.a === 1 && resume.ok && approvers[0] === "ada"', gives('y', '"right"')],
        ]),
      ]),
      { actions: [{ resume: { ok: true }, approver: 'ada' }] },
    )
    expect(result).toBe('right')
  })

  it('gives a text of braces when the first step of a flow has nothing to run', async () => {
    expect(await play(flow([choose('b', [['false', gives('x', '1')]])]))).toMatchObject({ success: true, result: '{}' })
  })

  it('whose predicate throws is handled like a step that fails (windmill#8905)', async () => {
    const broken = choose('b', [['results.a.b.c', gives('x', '1')]])
    const handled = await play(flow([gives('a', '1'), broken], { failure_module: handler }))
    expect(handled.success).toBe(false)
    expect(handled.result).toMatchObject({ handled: expect.stringMatching(/^Error: /) })
    const passed = await play(flow([gives('a', '1'), { ...broken, continue_on_error: true }, gives('c', '"on"')]))
    expect(passed).toMatchObject({ success: true, result: 'on' })
    const retried = await play(flow([gives('a', '1'), { ...broken, retry: { constant: { attempts: 2, seconds: 1 } } }]))
    expect(retried.modules[1]).toMatchObject({ type: 'Failure', failed_retries: 2 })
  })

  it('within an iteration whose failures are skipped calls the failure module there (windmill#8905)', async () => {
    const { success, result } = await play(
      flow([each('l', '[1]', [choose('b', [['flow_input.x.y', gives('x', '1')]])], { skip_failures: true })], {
        failure_module: handler,
      }),
    )
    expect(success).toBe(true)
    expect(result).toMatchObject([{ handled: expect.stringMatching(/^Error: /) }])
  })
})

describe('branch-all', () => {
  it('one after the other: a later branch sees the results of an earlier one', async () => {
    const { result } = await play(
      flow([all('b', [{ modules: [gives('x', '1')] }, { modules: [gives('y', 'results.x + 1')] }], false)]),
    )
    expect(result).toEqual([1, 2])
  })

  it('one after the other: goes on after a failure that is skipped, and ends at one that is not', async () => {
    const branches = [
      { modules: [throws('x', 'first')], skip_failure: true },
      { modules: [gives('y', '2')] },
      { modules: [throws('z', 'third')] },
      { modules: [gives('never', '4')] },
    ]
    const { success, result, modules } = await play(flow([all('b', branches, false)]))
    expect(success).toBe(false)
    expect(result).toMatchObject([{ error: { message: 'first' } }, 2, { error: { message: 'third' } }])
    expect(modules[0]).toMatchObject({ flow_jobs: 3, flow_jobs_success: [false, true, false] })
  })

  it('one after the other: a branch that stops early stops the flow', async () => {
    const { result, modules, success } = await play(
      flow([
        all(
          'b',
          [{ modules: [gives('x', '1', stopIf('true')), gives('x2', '0')] }, { modules: [gives('y', '2')] }],
          false,
        ),
        gives('after', '3'),
      ]),
    )
    expect(success).toBe(true)
    expect(result).toEqual([1])
    expect(modules).toMatchObject([{ type: 'Success', flow_jobs: 1 }, { type: 'WaitingForPriorSteps' }])
  })

  it('side by side: a branch that stops early ends alone', async () => {
    const { result } = await play(
      flow([
        all('b', [{ modules: [gives('x', '1', stopIf('true')), gives('x2', '0')] }, { modules: [gives('y', '2')] }]),
        gives('after', 'results.b'),
      ]),
    )
    expect(result).toEqual([1, 2])
  })

  it('side by side: steps after it see the results within its branches', async () => {
    const { result } = await play(
      flow([
        all('b', [{ modules: [gives('x', '1')] }, { modules: [gives('y', '2')] }]),
        gives('after', '[results.x, results.y]'),
      ]),
    )
    expect(result).toEqual([1, 2])
  })

  it('runs side by side where it does not say', async () => {
    const value = {
      type: 'branchall' as const,
      branches: [{ modules: [gives('x', '1')] }, { modules: [gives('y', '2')] }],
    }
    const { result, status } = await play(flow([{ id: 'b', value }]))
    expect(result).toEqual([1, 2])
    expect(status.modules[0]!.flow_jobs_duration).toEqual({ started_at: [null, null], duration_ms: [null, null] })
  })

  it('has no stop_after_if, but looks at all branches in the end', async () => {
    const { result, success } = await play(
      flow([
        all('b', [{ modules: [gives('x', '1')] }], false, {
          ...stopIf('true'),
          stop_after_all_iters_if: { expr: 'result[0] === 1', error_message: 'enough' },
        }),
      ]),
    )
    expect(success).toBe(false)
    expect(result).toEqual({ error: { name: 'EarlyStopError', message: 'enough' } })
  })

  it('gives its branches the input of the flow, the iteration included', async () => {
    const { result } = await play(
      flow([
        each('l', '["v"]', [
          all('b', [{ modules: [gives('x', 'flow_input.iter.value + flow_input.k')] }, { modules: [] }]),
        ]),
      ]),
      { args: { k: 'k' } },
    )
    expect(result).toEqual([['vk', { k: 'k', iter: { index: 0, value: 'v' } }]])
  })

  it('in a branch of a loop of a branch: results come back in their places', async () => {
    const pair = all('b', [
      { modules: [gives('x', 'flow_input.iter.value')] },
      { modules: [each('m', '[0, 1]', [gives('y', 'flow_input.iter.value + flow_input.iter_parent.value')])] },
    ])
    const { result } = await play(flow([choose('c', [['true', each('l', '[10, 20]', [pair])]])]))
    expect(result).toEqual([
      [10, [10, 11]],
      [20, [20, 21]],
    ])
  })
})

describe('sub-flows', () => {
  const inner = flow([
    gives('a', 'flow_input.v', stopIf('result > 5', { skip_if_stopped: true })),
    gives('b', 'results.a * 10'),
  ])
  const deploy = { flows: [{ path: 'f/x/inner', value: inner }] }
  const call = (expr: string) => ({
    id: 's',
    value: { type: 'flow' as const, path: 'f/x/inner', input_transforms: { v: js(expr) } },
  })

  it('that stop early stop themselves alone', async () => {
    expect((await play(flow([call('9'), gives('t', 'results.s + 1')]), { deploy })).result).toBe(10)
  })

  it('in a loop do not end the loop when they stop early', async () => {
    expect((await play(flow([each('l', '[1, 9, 2]', [call('flow_input.iter.value')])]), { deploy })).result).toEqual([
      10, 9, 20,
    ])
  })

  it('see the results of the flow around them only through their input, but its flow_env', async () => {
    const peek = flow([gives('a', '[flow_env.R, flow_input.v]')])
    const { result } = await play(flow([call('"given"')], { flow_env: { R: 'eu' } }), {
      deploy: { flows: [{ path: 'f/x/inner', value: peek }] },
    })
    expect(result).toEqual(['eu', 'given'])
  })

  it('with a failure module of their own fail, and leave the error to that of the flow around them too', async () => {
    const failing = flow([throws('a', 'inner')], { failure_module: handler })
    const { result } = await play(
      flow([call('1')], {
        failure_module: script('failure', 'export function main(e: any) { return { outer: e } }', {
          e: js('previous_result'),
        }),
      }),
      { deploy: { flows: [{ path: 'f/x/inner', value: failing }] } },
    )
    expect(result).toEqual({ outer: { handled: 'inner', step: 'a' } })
  })
})

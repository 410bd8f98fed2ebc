import { describe, expect, it } from 'vitest'
import { play } from './playing.ts'
import { choose, each, flow, gives, handler, stopIf, throws } from './vocabulary.ts'

// Facts: Windmill's interpreter (backend/windmill-worker/src/worker_flow.rs), and the pull requests that are named.

describe('stop_after_if', () => {
  it('sees the input, the results of steps and its own', async () => {
    const { result } = await play(
      flow([
        gives('a', '1'),
        gives('b', '2', stopIf('flow_input.k + results.a + results.b + result === 10')),
        gives('c', '3'),
      ]),
      { args: { k: 5 } },
    )
    expect(result).toBe(2)
  })

  it('of a loop sees the results so far by the id of the loop', async () => {
    const { result } = await play(
      flow([each('l', '[1, 2, 3, 4]', [gives('x', 'flow_input.iter.value')], {}, stopIf('results.l.length === 3'))]),
    )
    expect(result).toEqual([1, 2, 3])
  })

  it('that throws fails the step for good: no retry, on to the failure module', async () => {
    const broken = gives('a', '1', { ...stopIf('result.x.y'), retry: { constant: { attempts: 3, seconds: 0 } } })
    const plain = await play(flow([broken, gives('b', '2')]))
    expect(plain).toMatchObject({ success: false, result: { error: 'Error: ' } })
    expect(plain.modules).toMatchObject([{ type: 'Failure' }, { type: 'WaitingForPriorSteps' }])
    const handled = await play(flow([broken], { failure_module: gives('failure', '"handled"') }))
    expect(handled).toMatchObject({ success: false, result: 'handled' })
  })

  it('is not asked for a step that failed, or was skipped (windmill#8201)', async () => {
    const failed = await play(flow([throws('a', 'x', { ...stopIf('true'), continue_on_error: true }), gives('b', '2')]))
    expect(failed.result).toBe(2)
    const skipped = await play(
      flow([gives('a', '1', { ...stopIf('true'), skip_if: { expr: 'true' } }), gives('b', '2')]),
    )
    expect(skipped.result).toBe(2)
  })

  it('within a branch of an iteration ends the loop, and the flow goes on', async () => {
    const branch = choose('b', [['true', gives('x', 'flow_input.iter.value', stopIf('result === 2'))]])
    const { result } = await play(
      flow([each('l', '[1, 2, 3]', [branch, gives('y', 'results.b')]), gives('after', 'results.l')]),
    )
    expect(result).toEqual([1, 2])
  })

  it('within a branch in a branch stops the flow, marked as skipped', async () => {
    const inner = choose('i', [['true', gives('x', '1', stopIf('true', { skip_if_stopped: true })), gives('y', '2')]])
    const shape = await play(flow([choose('o', [['true', inner]]), gives('after', '3')]))
    expect(shape).toMatchObject({ success: true, is_skipped: true, result: 1 })
    expect(shape.modules[0]).toMatchObject({ skipped: true })
  })
})

describe('a stop with an error', () => {
  const stop = (message: string) => stopIf('true', { error_message: message })

  it('names the condition when its message is empty', async () => {
    const { result } = await play(flow([gives('a', '1', stop(''))]))
    expect(result).toEqual({ error: { name: 'EarlyStopError', message: 'stop after if: true' } })
  })

  it('is none when the flow is to be marked as skipped (windmill#8464)', async () => {
    const { success, is_skipped, result } = await play(
      flow([gives('a', '1', stopIf('true', { skip_if_stopped: true, error_message: '' })), gives('b', '2')]),
    )
    expect({ success, is_skipped, result }).toEqual({ success: true, is_skipped: true, result: 1 })
  })

  it('calls the failure module', async () => {
    const { success, result, modules } = await play(
      flow([gives('a', '1', stop('too much')), gives('b', '2')], { failure_module: handler }),
    )
    expect(success).toBe(false)
    expect(result).toEqual({ handled: 'too much', step: null })
    expect(modules).toMatchObject([{ type: 'Failure' }, { type: 'WaitingForPriorSteps' }])
  })

  it('within a branch fails the flow with that error', async () => {
    const { success, result, modules } = await play(
      flow([choose('b', [['true', gives('x', '1', stop('no further'))]]), gives('after', '2')]),
    )
    expect(success).toBe(false)
    expect(result).toMatchObject({ error: { message: 'no further' } })
    expect(modules[0]).toMatchObject({ type: 'Failure' })
  })

  it('within an iteration fails the loop, unless failures are skipped', async () => {
    const loop = (skip_failures: boolean) =>
      flow([
        each('l', '[1, 2]', [gives('x', 'flow_input.iter.value', stop('no'))], { skip_failures }),
        gives('after', 'results.l.length'),
      ])
    expect(await play(loop(false))).toMatchObject({ success: false, modules: [{ flow_jobs: 1 }, {}] })
    expect(await play(loop(true))).toMatchObject({ success: true, result: 1 })
  })
})

describe('skip_expr', () => {
  it('skips the flow whatever its first step is', async () => {
    const deploy = { flows: [{ path: 'f/x/inner', value: flow([gives('a', '1')]) }] }
    const first = { id: 's', value: { type: 'flow' as const, path: 'f/x/inner', input_transforms: {} } }
    const shape = await play(flow([first, gives('b', '2')], { skip_expr: 'flow_input.off' }), {
      deploy,
      args: { off: 1 },
    })
    expect(shape).toMatchObject({ success: true, is_skipped: true, result: 'stopped early' })
    expect(shape.driver.pushed).toEqual([])
  })

  it('that throws fails the flow at its first step', async () => {
    const { success, result, modules } = await play(flow([gives('a', '1')], { skip_expr: 'flow_input.x.y' }))
    expect(success).toBe(false)
    expect(result).toEqual({ error: { name: 'Anyhow', message: 'Error: Error: ' } })
    expect(modules).toEqual([{ id: 'a', type: 'Failure' }])
  })
})

import { describe, expect, it } from 'vitest'
import { newDriver, play } from './playing.ts'
import { again, choose, each, flow, gives, handler, js, refuses, script, stopIf, throws } from './vocabulary.ts'

// Facts: Windmill's interpreter (backend/windmill-worker/src/worker_flow.rs), and the pull requests that are named.

describe('what an iteration sees', () => {
  it('its own value as iter, those of the loops around it as iter_parent', async () => {
    const inner = gives(
      'v',
      '[flow_input.iter.value, flow_input.iter_parent.value, flow_input.iter_parent_parent.value]',
    )
    const { result } = await play(
      flow([each('x', '[1]', [each('y', '[2]', [each('z', '[3]', [inner, gives('last', 'previous_result')])])])]),
    )
    expect(result).toEqual([[[[3, 2, 1]]]])
  })

  it('the input of the flow, and steps before the loop, from within a branch in a loop in a branch', async () => {
    const innermost = gives('v', 'flow_input.k + results.base + results.mid + flow_input.iter.value')
    const { result } = await play(
      flow([
        gives('base', '10'),
        choose('outer', [['true', gives('mid', '5'), each('l', '[1, 2]', [choose('inner', [['true', innermost]])])]]),
      ]),
      { args: { k: 100 } },
    )
    expect(result).toEqual([116, 117])
  })

  it('steps before the loop also when it runs beside others, but not what those do', async () => {
    const { result } = await play(
      flow([
        gives('base', '10'),
        each('l', '[1, 2]', [gives('own', 'flow_input.iter.value'), gives('sum', 'results.own + results.base')], {
          parallel: true,
        }),
      ]),
    )
    expect(result).toEqual([11, 12])
  })

  it('flow_env of the flow around it (windmill#9042)', async () => {
    const { result } = await play(
      flow([each('l', '[1]', [gives('v', 'flow_env.R', { skip_if: { expr: 'flow_env.R !== "eu"' } })])], {
        flow_env: { R: 'eu' },
      }),
    )
    expect(result).toEqual(['eu'])
  })
})

describe('parallel loops', () => {
  it('start no more iterations than are allowed at a time', async () => {
    const driver = newDriver()
    const root = driver.begin(
      flow([
        each('l', '[1, 2, 3, 4, 5]', [gives('v', 'flow_input.iter.value')], {
          parallel: true,
          parallelism: js('flow_input.at'),
        }),
      ]),
      { at: 2 },
    )
    await driver.step()
    expect(driver.pushed).toHaveLength(2)
    expect(root.status!.modules[0]!.flow_jobs).toHaveLength(2)
    while (!root.end) {
      const ended = root.status!.modules[0]!.flow_jobs_success!.filter((success) => success !== null).length
      expect(root.status!.modules[0]!.flow_jobs!.length - ended).toBeLessThanOrEqual(2)
      await driver.step()
    }
    expect(root.end.result).toEqual([1, 2, 3, 4, 5])
    expect(root.status!.modules[0]!.flow_jobs_success).toEqual(Array(5).fill(true))
  })

  it('take their results in order, whichever iteration ends first', async () => {
    const driver = newDriver()
    const root = driver.begin(flow([each('l', '[1, 2]', [gives('v', 'flow_input.iter.value')], { parallel: true })]))
    await driver.step()
    const [first, second] = root.status!.modules[0]!.flow_jobs!
    driver.jobs.get(second!)!.end = { success: true, result: 'second' }
    driver.tell(root, { type: 'job_completed', job: second!, success: true, result: 'second' })
    driver.jobs.get(first!)!.end = { success: true, result: 'first' }
    driver.tell(root, { type: 'job_completed', job: first!, success: true, result: 'first' })
    expect(root.end!.result).toEqual(['first', 'second'])
  })

  it('do not stop for one iteration, but look at all of them', async () => {
    const steps = [gives('v', 'flow_input.iter.value', stopIf('true')), gives('w', '"not reached"')]
    const { result, modules } = await play(
      flow([
        each(
          'l',
          '[1, 2]',
          steps,
          { parallel: true },
          { ...stopIf('true'), stop_after_all_iters_if: { expr: 'result.length === 2', skip_if_stopped: true } },
        ),
        gives('after', '0'),
      ]),
    )
    expect(result).toEqual([1, 2])
    expect(modules).toMatchObject([{ type: 'Success', skipped: true }, { type: 'WaitingForPriorSteps' }])
  })

  it('end with an error when their last condition throws (windmill#8276)', async () => {
    const { success, result } = await play(
      flow([
        each('l', '[1, 2]', [gives('v', '1')], { parallel: true }, { stop_after_all_iters_if: { expr: 'result.x.y' } }),
      ]),
    )
    expect(success).toBe(false)
    expect(result).toMatchObject({ error: { name: 'EarlyStopError' } })
  })

  it('cannot run in a flow that stays on one worker', async () => {
    const { result } = await play(
      flow([each('l', '[1, 2]', [gives('v', '1')], { parallel: true })], { same_worker: true }),
    )
    expect(result).toMatchObject({
      error: { message: expect.stringMatching(/^Error: Bad request: Cannot continue on same worker/) },
    })
  })
})

describe('while loops', () => {
  it('over one plain script run it bare: errors carry the id of the loop', async () => {
    const { result, driver } = await play(
      flow([again('w', [refuses('v', 1, 'flow_input.iter.index')], {}, stopIf('result > 5'))]),
    )
    expect(result).toMatchObject([0, { error: { message: 'refused 1', step_id: 'w' } }])
    expect(driver.pushed.every(({ flow }) => flow === undefined)).toBe(true)
  })

  it('over one plain script hand each result to the next iteration, after the first step of a flow', async () => {
    const { result } = await play(
      flow([gives('start', '1'), again('w', [gives('v', 'previous_result * 2')], {}, stopIf('result >= 8'))]),
    )
    expect(result).toEqual([2, 4, 8])
  })

  it('of a flow with a failure module run a flow for each iteration', async () => {
    const { result } = await play(
      flow([again('w', [refuses('v', 1, 'flow_input.iter.index')], {}, stopIf('result > 5'))], {
        failure_module: handler,
      }),
    )
    expect(result).toEqual([0, { handled: 'refused 1', step: 'v' }])
  })

  it('can be left by what all iterations returned', async () => {
    const { result } = await play(
      flow([again('w', [gives('v', 'flow_input.iter.index')], {}, stopIf('all_iters.length === 3'))]),
    )
    expect(result).toEqual([0, 1, 2])
  })

  it('nest in for loops, each round anew', async () => {
    const turn = gives('v', 'flow_input.iter_parent.value * 10 + flow_input.iter.index', stopIf('result % 10 === 1'))
    const { result } = await play(flow([each('l', '[1, 2]', [again('w', [turn])])]))
    expect(result).toEqual([
      [10, 11],
      [20, 21],
    ])
  })
})

describe('deployed flows', () => {
  it('run a for loop over one plain script bare', async () => {
    const value = flow([each('l', '[1, 2]', [refuses('v', 2, 'flow_input.iter.value')])])
    expect((await play(value, { deployed: true })).result).toMatchObject([1, { error: { step_id: 'l' } }])
    expect((await play(value)).result).toMatchObject([1, { error: { step_id: 'v' } }])
  })

  it('skip failures where a for loop does not say', async () => {
    const value = flow([each('l', '[1, 2]', [throws('v', 'no'), gives('w', '1')], { skip_failures: undefined })])
    expect((await play(value, { deployed: true })).success).toBe(true)
    expect((await play(value)).success).toBe(false)
  })

  it('word an input that throws in a bare iteration', async () => {
    const { result } = await play(flow([each('l', '[1]', [gives('v', 'flow_input.no.such')])]), { deployed: true })
    expect(result).toMatchObject([
      {
        error: {
          name: 'ExecutionErr',
          message: expect.stringMatching(/^could not transform input using an expr: Error during/),
        },
      },
    ])
  })
})

describe('a list that is none', () => {
  it('in a later step ends the flow, worded as an inner error, and fails the flow around it (windmill#9058)', async () => {
    const { success, result, modules } = await play(
      flow([each('o', '[1, 2]', [gives('a', '7'), each('l', 'results.a', [gives('v', '1')])])]),
    )
    expect(success).toBe(false)
    expect(modules).toEqual([{ id: 'o', type: 'Failure', flow_jobs: 1, flow_jobs_success: [false] }])
    expect(result).toEqual([
      {
        error: {
          name: 'InternalError',
          message:
            'Expected an array value in the iterator expression, found: invalid type: integer `7`, expected a sequence at line 1 column 1',
        },
      },
    ])
  })

  it('in the first step of an iteration does not reach the failure module of that iteration, but that of the flow', async () => {
    const { result, failure_module } = await play(
      flow([each('o', '[1]', [each('l', '"abc"', [gives('v', '1')])])], { failure_module: handler }),
    )
    expect(failure_module).toMatchObject({ type: 'Success' })
    expect(result).toMatchObject({
      handled: expect.stringContaining('string "abc", expected a sequence at line 1 column 5'),
    })
  })

  it('in the first step of a flow is retried and handled like any failure', async () => {
    const { status, result } = await play(flow([each('l', 'null', [gives('v', '1')])], { failure_module: handler }))
    expect(status.modules[0]).toMatchObject({ type: 'Failure' })
    expect(result).toMatchObject({ handled: expect.stringContaining('invalid type: null') })
  })
})

describe('loops as steps', () => {
  it('start over when they are tried again, with the list made anew', async () => {
    const count = script(
      'v',
      'import * as wmill from "windmill-client"\nexport async function main(x: number) { const n = Number(await wmill.getVariable("n")) + 1; await wmill.setVariable("n", String(n)); if (n === 2) throw new Error("once"); return [x, n] }',
      { x: js('flow_input.iter.value') },
    )
    const { result, modules } = await play(
      flow([
        gives('a', '[1, 2]'),
        each('l', 'previous_result', [count], {}, { retry: { constant: { attempts: 1, seconds: 0 } } }),
      ]),
    )
    expect(result).toEqual([
      [1, 3],
      [2, 4],
    ])
    expect(modules[1]).toMatchObject({ type: 'Success', flow_jobs: 2, failed_retries: 1 })
  })

  it('hand their list of results on when they fail and the flow goes on', async () => {
    const failing = (parallel: boolean) =>
      flow([
        each('l', '[1, 2]', [refuses('v', 2, 'flow_input.iter.value')], { parallel }, { continue_on_error: true }),
        gives('after', 'results.l[1].error.message'),
      ])
    expect(await play(failing(false))).toMatchObject({ success: true, result: 'refused 2' })
    expect(await play(failing(true))).toMatchObject({ success: true, result: 'refused 2' })
  })

  it('succeed when their steps continue on error', async () => {
    const { success, result, modules } = await play(
      flow([each('l', '[1, 2]', [throws('v', 'soft', { continue_on_error: true })])]),
    )
    expect(success).toBe(true)
    expect(result).toMatchObject([{ error: { message: 'soft' } }, { error: { message: 'soft' } }])
    expect(modules[0]).toMatchObject({ type: 'Success', flow_jobs_success: [true, true] })
  })

  it('over nothing can stop the flow', async () => {
    const { result, modules } = await play(
      flow([each('l', '[]', [gives('v', '1')], {}, stopIf('result.length === 0')), gives('after', '1')]),
    )
    expect(result).toEqual([])
    expect(modules[1]).toMatchObject({ type: 'WaitingForPriorSteps' })
  })

  it('mocked run nothing', async () => {
    const { result, modules, driver } = await play(
      flow([each('l', '[1, 2]', [throws('v', 'never')], {}, { mock: { enabled: true, return_value: ['m'] } })]),
    )
    expect(result).toEqual(['m'])
    expect(modules).toEqual([{ id: 'l', type: 'Success' }])
    expect(driver.pushed).toHaveLength(1)
  })

  it('skipped pass the result before them on', async () => {
    const { result, modules } = await play(
      flow([gives('a', '"A"'), each('l', '[1]', [gives('v', '1')], {}, { skip_if: { expr: 'results.a === "A"' } })]),
    )
    expect(result).toBe('A')
    expect(modules[1]).toEqual({ id: 'l', type: 'Success', skipped: true })
  })
})

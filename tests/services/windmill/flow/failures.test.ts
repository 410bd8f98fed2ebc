import { describe, expect, it } from 'vitest'
import { newDriver, play } from './playing.ts'
import { all, choose, each, flow, gives, handler, js, script, subflow, throws } from './vocabulary.ts'

// Facts: Windmill's interpreter (backend/windmill-worker/src/worker_flow.rs), and the pull requests that are named.

const tries = (content: string) =>
  script(
    'a',
    `import * as wmill from "windmill-client"\nexport async function main(x: any) { const n = Number(await wmill.getVariable("n")) + 1; await wmill.setVariable("n", String(n)); ${content} }`,
    {
      x: js('Math.random()'),
    },
  )

describe('failure modules', () => {
  it('run where the error was, and not again around it', async () => {
    const { result, failure_module, driver } = await play(
      flow([choose('b', [['true', each('l', '[1]', [throws('x', 'deep')])]])], { failure_module: handler }),
    )
    expect(result).toEqual([{ handled: 'deep', step: 'x' }])
    expect(failure_module).toBeUndefined()
    expect(driver.pushed.filter(({ is_failure_handler }) => is_failure_handler)).toHaveLength(1)
  })

  it('have ids that tell where they belong', async () => {
    const { driver } = await play(
      flow([gives('a', '1'), all('b', [{ modules: [gives('x', '1')] }, { modules: [throws('y', 'no')] }])], {
        failure_module: handler,
      }),
    )
    expect(driver.pushed.map(({ flow }) => flow?.failure_module?.id)).toEqual(
      expect.arrayContaining(['failure-1-0', 'failure-1-1']),
    )
  })

  it('that recover make the flow a success, but not to the flow around it', async () => {
    const recovers = script('failure', 'export function main() { return { recover: true, v: 1 } }')
    expect(await play(flow([throws('a', 'x')], { failure_module: recovers }))).toMatchObject({ success: true })
    const around = (parallel: boolean) =>
      flow([each('l', '[1, 2]', [throws('x', 'y')], { parallel })], { failure_module: recovers })
    expect(await play(around(false))).toMatchObject({ success: false, modules: [{ flow_jobs_success: [false] }] })
    // Windmill counts what stands in its table of jobs when iterations ran side by side.
    expect(await play(around(true))).toMatchObject({ success: true, modules: [{ flow_jobs_success: [false, false] }] })
  })

  it('are tried again as they say, with the error still there', async () => {
    const { result, failure_module } = await play(
      flow([throws('b', 'boom')], {
        failure_module: throws('failure', 'handler', { retry: { constant: { attempts: 2, seconds: 1 } } }),
      }),
    )
    expect(result).toMatchObject({ error: { message: 'handler' } })
    expect(failure_module).toMatchObject({ type: 'Failure', failed_retries: 2 })
  })

  it('see the result of the step that failed by its id, and the flow they belong to', async () => {
    const { status } = await play(
      flow([gives('a', '1'), throws('b', 'boom')], {
        failure_module: gives('failure', '({ b: results.b.error.message, a: results.a })'),
      }),
    )
    expect(status.failure_module).toMatchObject({ type: 'Success', parent_module: 'b' })
    expect(status.step).toBe(3)
  })

  it('run once in each iteration that runs beside others, and not for the loop', async () => {
    const deploy = { flows: [{ path: 'f/x/inner', value: flow([throws('x', 'no')]) }] }
    const call = { id: 's', value: { type: 'flow' as const, path: 'f/x/inner', input_transforms: {} } }
    const { driver } = await play(
      flow([each('l', '[1, 2]', [call], { parallel: true })], { failure_module: gives('failure', 'error.message') }),
      { deploy },
    )
    const handled = driver.pushed.filter(({ is_failure_handler }) => is_failure_handler)
    expect(handled.map(({ step_id, args }) => [step_id, args.x])).toEqual([
      ['failure-0-0', 'no'],
      ['failure-0-1', 'no'],
    ])
  })
})

describe('retries', () => {
  it('use the arguments of the first attempt', async () => {
    const { driver, result } = await play(
      flow([
        { ...tries('if (n < 3) throw new Error("again"); return x'), retry: { constant: { attempts: 5, seconds: 2 } } },
      ]),
    )
    const [first, second, third] = driver.pushed
    expect(second!.args).toEqual(first!.args)
    expect(third!.args).toEqual(first!.args)
    expect(result).toBe(first!.args.x)
  })

  it('wait longer each time, after the constant ones, and no longer than six hours', async () => {
    const { driver } = await play(
      flow([
        throws('a', 'x', {
          retry: { constant: { attempts: 1, seconds: 5 }, exponential: { attempts: 3, multiplier: 2, seconds: 3 } },
        }),
        gives('b', '1'),
      ]),
    )
    const due = driver.pushed.map(({ scheduled_for }) => scheduled_for ?? 1_700_000_000_000)
    expect(due.slice(1).map((time, index) => (time - due[index]!) / 1000)).toEqual([5, 18, 54, 162])
    const long = await play(
      flow([throws('a', 'x', { retry: { exponential: { attempts: 1, multiplier: 60, seconds: 1000 } } })]),
    )
    expect(long.driver.pushed[1]!.scheduled_for).toBe(1_700_000_000_000 + 6 * 60 * 60 * 1000)
  })

  it('come before going on regardless', async () => {
    const { success, result, modules } = await play(
      flow([
        throws('a', 'soft', { continue_on_error: true, retry: { constant: { attempts: 2, seconds: 0 } } }),
        gives('b', 'results.a.error.message'),
      ]),
    )
    expect({ success, result }).toEqual({ success: true, result: 'soft' })
    expect(modules[0]).toMatchObject({ type: 'Failure', failed_retries: 2 })
  })

  it('do not skip the step because of the error that it had (windmill#9547)', async () => {
    const { result } = await play(
      flow([
        gives('p', '({ ok: true })'),
        {
          ...tries('if (n < 2) throw new Error("again"); return "done"'),
          skip_if: { expr: 'results.p.error !== undefined' },
          retry: { constant: { attempts: 1, seconds: 0 } },
        },
      ]),
    )
    expect(result).toBe('done')
  })

  it('also follow an input that could not be made; the next attempt has no arguments', async () => {
    const { driver, modules } = await play(
      flow([gives('a', 'flow_input.x.y', { retry: { constant: { attempts: 1, seconds: 0 } } })]),
    )
    expect(driver.pushed).toMatchObject([
      { pre_run_error: expect.stringMatching(/^Error during isolated/) },
      { args: {} },
    ])
    expect(modules[0]).toMatchObject({ failed_retries: 1 })
  })

  it('see the error in retry_if, and stop at one that does not deserve it', async () => {
    const { modules } = await play(
      flow([
        {
          ...tries('throw new Error(n < 3 ? "busy" : "fatal")'),
          retry: {
            constant: { attempts: 9, seconds: 0 },
            retry_if: { expr: 'error.message === "busy" && flow_input.k' },
          },
        },
      ]),
      { args: { k: true } },
    )
    expect(modules[0]).toMatchObject({ type: 'Failure', failed_retries: 2 })
  })
})

describe('failures that nothing can mend', () => {
  it('go straight to the failure module (windmill#9662)', async () => {
    const driver = newDriver()
    const retry = { constant: { attempts: 5, seconds: 0 } }
    const root = driver.begin(
      flow([gives('a', '1', { retry, continue_on_error: true }), gives('b', '2')], { failure_module: handler }),
    )
    await driver.step()
    const { job } = root.status!.modules[0]!
    const result = { error: { message: 'worker died', name: 'ExecutionErr' } }
    driver.tell(root, { type: 'job_completed', job: job!, success: false, result, unrecoverable: true })
    expect(root.status!.modules).toMatchObject([{ type: 'Failure' }, { type: 'WaitingForPriorSteps' }])
    expect(driver.pushed.at(-1)).toMatchObject({ is_failure_handler: true, args: { message: 'worker died' } })
  })
})

describe('continue_on_error', () => {
  it('at the end of a branch keeps the branch a success (windmill#9029)', async () => {
    const soft = throws('x', 'soft', { continue_on_error: true })
    const { success, result, modules } = await play(
      flow([choose('b', [['true', soft]]), all('c', [{ modules: [soft] }])]),
    )
    expect(success).toBe(true)
    expect(result).toMatchObject([{ error: { message: 'soft' } }])
    expect(modules).toMatchObject([{ type: 'Success' }, { type: 'Success', flow_jobs_success: [true] }])
  })

  it('passes over a branch and a sub-flow that fail', async () => {
    const deploy = { flows: [{ path: 'f/x/inner', value: flow([throws('a', 'inner')]) }] }
    const call = { id: 's', value: { type: 'flow' as const, path: 'f/x/inner' }, continue_on_error: true }
    const { result } = await play(
      flow([
        choose('b', [['true', throws('x', 'in branch')]], [], { continue_on_error: true }),
        call,
        gives('c', '[results.b.error.message, results.s.error.message]'),
      ]),
      { deploy },
    )
    expect(result).toEqual(['in branch', 'inner'])
  })
})

describe('a step whose flow is not deployed', () => {
  const gone = subflow('s', 'f/x/gone')

  it('fails as the flow is taken up, and the failure module runs', async () => {
    expect(await play(flow([gone, gives('b', '1')]))).toMatchObject({
      result: { error: { message: 'Error: Not found: f/x/gone', name: 'Anyhow' } },
      modules: [{ type: 'Failure' }, {}],
    })
    expect(await play(flow([gone], { failure_module: handler }))).toMatchObject({
      result: { handled: 'Error: Not found: f/x/gone' },
    })
  })

  it('ends the flow where another step leads to it: its turn never comes', async () => {
    expect(await play(flow([gives('a', '1'), gone], { failure_module: handler }))).toMatchObject({
      success: false,
      result: { error: { message: 'Not found: f/x/gone', name: 'InternalError' } },
      modules: [{ type: 'Success' }, { type: 'WaitingForPriorSteps' }],
    })
  })

  it('is the failure of the iteration that it is in', async () => {
    const around = each('l', '[1, 2]', [gone, gives('b', '1')], { skip_failures: true })
    const error = { message: 'Error: Not found: f/x/gone', name: 'Anyhow' }
    expect(await play(flow([around]))).toMatchObject({ success: true, result: [{ error }, { error }] })
  })
})

import { describe, expect, it } from 'vitest'
import { advance, type FlowContext, initialStatus } from '../../../../services/windmill/src/flow/index.ts'
import { newDriver, play } from './playing.ts'
import { choose, each, fixed, flow, gives, handler, js, script, subflow, throws } from './vocabulary.ts'

describe('events that come twice or too late', () => {
  it('change nothing', async () => {
    const driver = newDriver()
    const root = driver.begin(flow([gives('a', '1'), gives('b', '2')]))
    await driver.step()
    const status = root.status
    const { job } = status!.modules[0]!
    expect(driver.tell(root, { type: 'started' })).toEqual([])
    expect(driver.tell(root, { type: 'job_completed', job: 'stranger', success: true, result: 1 })).toEqual([])
    expect(root.status).toBe(status)
    await driver.step()
    const after = root.status
    expect(driver.tell(root, { type: 'job_completed', job: job!, success: false, result: 'late' })).toEqual([])
    expect(root.status).toBe(after)
  })

  it('are counted once in a parallel loop', async () => {
    const driver = newDriver()
    const root = driver.begin(flow([each('l', '[1, 2]', [gives('v', '1')], { parallel: true })]))
    await driver.step()
    const [first] = root.status!.modules[0]!.flow_jobs!
    driver.tell(root, { type: 'job_completed', job: first!, success: true, result: 1 })
    expect(driver.tell(root, { type: 'job_completed', job: first!, success: true, result: 1 })).toEqual([])
    expect(root.status!.modules[0]).toMatchObject({ type: 'InProgress', iterator: { index: 1, itered_len: 2 } })
  })

  it('do not begin an empty flow again', async () => {
    const { driver, root } = await play(flow([]), { args: { a: 1 } })
    expect(driver.tell(root, { type: 'started' })).toEqual([])
  })
})

describe('a crash between two events', () => {
  it('loses nothing: the same event leads from the same status to the same actions', async () => {
    const run = async () => {
      const driver = newDriver()
      const root = driver.begin(flow([gives('a', '1'), each('l', '[1, 2]', [gives('v', '1')])]))
      await driver.step()
      await driver.step()
      return { status: root.status, pushed: driver.pushed }
    }
    expect(await run()).toEqual(await run())
  })
})

describe('what the status shows', () => {
  it('of a job: waiting for its worker, then in progress', async () => {
    const driver = newDriver()
    const root = driver.begin(flow([gives('a', '1')]))
    await driver.step()
    const { job } = root.status!.modules[0]!
    expect(root.status!.modules[0]).toEqual({ type: 'WaitingForExecutor', id: 'a', job })
    driver.tell(root, { type: 'job_started', job: job! })
    expect(root.status!.modules[0]).toEqual({ type: 'InProgress', id: 'a', job })
    await driver.step()
    expect(root.end).toMatchObject({ success: true, result: 1 })
  })

  it('of a loop: when each iteration began and how long it took', async () => {
    const driver = newDriver()
    const root = driver.begin(flow([each('l', '[1]', [gives('v', '1'), gives('w', '2')])]))
    await driver.step()
    const { job } = root.status!.modules[0]!
    driver.tell(root, { type: 'job_completed', job: job!, success: true, result: 2, started_at: 0, duration_ms: 12 })
    expect(root.status!.modules[0]!.flow_jobs_duration).toEqual({
      started_at: ['1970-01-01T00:00:00Z'],
      duration_ms: [12],
    })
  })

  it('of a new flow with a preprocessor: it stands before its steps', () => {
    const preprocessor = script('preprocessor', 'export function main() {}')
    expect(initialStatus(flow([gives('a', '1')], { preprocessor_module: preprocessor }))).toEqual({
      step: -1,
      modules: [{ type: 'WaitingForPriorSteps', id: 'a' }],
      failure_module: { type: 'WaitingForPriorSteps', id: 'failure' },
      preprocessor_module: { type: 'WaitingForPriorSteps', id: 'preprocessor' },
      cleanup_module: {},
    })
  })
})

describe('preprocessors', () => {
  const shapes = (content: string) => script('preprocessor', `export function main(event: any) { ${content} }`)

  it('get the input of the flow and give it another', async () => {
    const { result, preprocessor_module, root } = await play(
      flow([gives('a', '[flow_input.v, previous_result]')], {
        preprocessor_module: shapes('return { v: event.n + 1 }'),
      }),
      { args: { event: { n: 1 } } },
    )
    expect(result).toEqual([2, { v: 2 }])
    expect(preprocessor_module).toEqual({ id: 'preprocessor', type: 'Success' })
    expect(root.args).toEqual({ v: 2 })
  })

  it.each([
    ['return 5', { value: 5 }],
    ['return null', {}],
    ['return [1]', { value: [1] }],
  ])('%s makes the input an object', async (content, args) => {
    const { root } = await play(flow([gives('a', '1')], { preprocessor_module: shapes(content) }), {
      args: { event: {} },
    })
    expect(root.args).toEqual(args)
  })

  it('that fail call the failure module', async () => {
    const { success, result, modules } = await play(
      flow([gives('a', '1')], { preprocessor_module: shapes('throw new Error("bad event")'), failure_module: handler }),
    )
    expect({ success, result }).toEqual({ success: false, result: { handled: 'bad event', step: 'preprocessor' } })
    expect(modules).toMatchObject([{ type: 'WaitingForPriorSteps' }])
  })
})

describe('settings of a step', () => {
  it('reach the job: time limit, cache, priority', async () => {
    const deploy = { flows: [{ path: 'f/x/inner', value: flow([gives('a', '1')]) }] }
    const { driver } = await play(
      flow(
        [
          gives('a', '3', { timeout: 10, cache_ttl: 60, priority: 5 }),
          gives('b', '1', { timeout: js('results.a * flow_input.k') }),
          subflow('s', 'f/x/inner', {}, { timeout: fixed(7) }),
        ],
        { priority: 2 },
      ),
      { args: { k: 2 }, deploy },
    )
    expect(driver.pushed[0]).toMatchObject({ timeout_s: 10, cache_ttl: 60, priority: 5 })
    expect(driver.pushed[1]).toMatchObject({ timeout_s: 6, priority: 2 })
    expect(driver.pushed[2]).toMatchObject({ timeout_s: 7 })
  })

  it.each([
    [
      js('"x"'),
      'Error parsing result as i32: invalid type: string "x", expected i32 at line 1 column 3. Value was: "x"',
    ],
    [
      js('1.5'),
      'Error parsing result as i32: invalid type: floating point `1.5`, expected i32 at line 1 column 3. Value was: 1.5',
    ],
    [fixed(true), 'Error parsing static value as i32: invalid type: boolean `true`, expected i32 at line 1 column 4'],
    [-1, 'Timeout value cannot be negative'],
  ])('a time limit that is none ends the flow: %j', async (timeout, message) => {
    const { result, driver } = await play(flow([gives('a', '1'), gives('b', '2', { timeout })]))
    expect(result).toEqual({ error: { name: 'InternalError', message } })
    expect(driver.pushed).toHaveLength(1)
  })

  it('a pause is counted from the end of the step, in seconds or parts of them', async () => {
    const { driver } = await play(
      flow([gives('a', '0.25', { sleep: js('result * 2') }), gives('b', '1', { sleep: fixed(3) }), gives('c', '2')]),
    )
    expect(driver.pushed.map(({ scheduled_for }) => scheduled_for)).toEqual([
      undefined,
      1_700_000_000_500,
      1_700_000_003_500,
    ])
  })

  it('a pause that is no number ends the flow', async () => {
    const { result } = await play(flow([gives('a', '1', { sleep: fixed('long') }), gives('b', '2')]))
    expect(result).toEqual({ error: { name: 'InternalError', message: 'Expected an integer, found: "long"' } })
  })

  it('a pause after the last step holds the end of the flow back', async () => {
    const { driver, modules, result } = await play(flow([gives('a', '1', { sleep: fixed(2) })]))
    expect(driver.pushed.at(-1)).toMatchObject({ step_id: 'a-v', scheduled_for: 1_700_000_002_000 })
    expect({ result, last: modules.at(-1) }).toEqual({ result: 1, last: { id: 'a-v', type: 'Success' } })
  })

  it('a mock comes before everything, and a step that could have been skipped shows as skipped', async () => {
    const { result, modules } = await play(
      flow([
        throws('a', 'never', { mock: { enabled: true }, skip_if: { expr: 'false' } }),
        gives('b', 'results.a ?? "nothing"'),
      ]),
    )
    expect(result).toBe('nothing')
    expect(modules[0]).toEqual({ id: 'a', type: 'Success', skipped: true })
  })
})

describe('cancelling', () => {
  it('fails the step at which the flow stands, and ends its jobs', async () => {
    const driver = newDriver()
    const root = driver.begin(flow([each('l', '[1, 2]', [gives('v', '1')], { parallel: true }), gives('b', '1')]))
    await driver.step()
    const actions = driver.tell(root, { type: 'canceled', canceler: 'ada', reason: null })
    expect(root.status!.modules).toMatchObject([
      { type: 'Failure', flow_jobs_success: [false, false] },
      { type: 'WaitingForPriorSteps' },
    ])
    expect(actions).toEqual([
      { type: 'cancel_children', reason: 'no reason given' },
      {
        type: 'complete',
        success: false,
        canceled: { by: 'ada', reason: null },
        result: {
          error: {
            message: 'Job canceled: no reason given by ada',
            name: 'Canceled',
            reason: 'no reason given',
            canceler: 'ada',
          },
        },
      },
    ])
  })

  it('of a job in the flow makes the flow a cancelled one', async () => {
    const driver = newDriver()
    const root = driver.begin(flow([choose('b', [['true', gives('v', '1')]])]))
    await driver.step()
    const { job } = root.status!.modules[0]!
    const result = { error: { name: 'Canceled', message: 'gone' } }
    const canceled = { by: 'ada', reason: null }
    driver.tell(root, { type: 'job_completed', job: job!, success: false, result, canceled })
    expect(root.end).toMatchObject({ success: false, canceled, result })
  })
})

describe('the interpreter', () => {
  it('takes a fault of its surroundings for what it is', () => {
    const value = flow([gives('a', 'flow_input.n + 1')])
    const nothing = () => null
    const broken: FlowContext = {
      flow: value,
      status: initialStatus(value),
      args: {},
      evaluate: () => {
        throw new TypeError('a bug')
      },
      results: () => undefined,
      item: nothing,
      jobResult: nothing,
      jobArgs: () => ({}),
      resumes: [],
      variable: String,
      resource: nothing,
      flow_user_state: nothing,
      now: () => 0,
      newJobId: () => 'job',
      random: () => 0,
      isInner: false,
    }
    expect(() => advance(broken, { type: 'started' })).toThrow(TypeError)
  })
})

describe('a flow that was restarted', () => {
  it('begins at the step where it stands, with the results of the steps before', async () => {
    const steps = (second: string) => flow([gives('a', '({ n: 20 })'), choose('b', [[second, gives('yes', '"yes"')]])])
    const { driver, root } = await play(steps('nonsense('))
    const done = root.status!.modules[0]!
    const again = driver.begin(steps('previous_result.n === 20 && results.a.n === 20'))
    again.status = { ...again.status!, step: 1, modules: [done, again.status!.modules[1]!] }
    again.results.set('a', done.job!)
    const pushed = driver.pushed.length
    while (await driver.step());
    expect(again.end).toMatchObject({ success: true, result: 'yes' })
    expect(driver.pushed.slice(pushed).map(({ step_id }) => step_id)).toEqual(['b', 'yes'])
  })
})

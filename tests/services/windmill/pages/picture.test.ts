import { describe, expect, test } from 'vitest'
import {
  flowPicture,
  type PictureStep,
  type RunOfFlow,
  svgOf,
} from '../../../../services/windmill/src/pages/picture/index.ts'
import { layOut } from '../../../../services/windmill/src/pages/picture/layout.ts'
import type {
  FlowModule,
  FlowStatus,
  FlowValue,
  ModuleStatus,
} from '../../../../services/windmill/src/shared/openflow.ts'

const step = (id: string, more: Partial<FlowModule> = {}): FlowModule => ({ id, value: { type: 'identity' }, ...more })
const runOf = (modules: ModuleStatus[], more: Partial<RunOfFlow> = {}): RunOfFlow => ({
  status: {
    step: modules.length,
    modules,
    failure_module: { id: 'failure', type: 'WaitingForPriorSteps' },
    preprocessor_module: null,
    cleanup_module: {},
  } satisfies FlowStatus,
  durations: new Map(),
  underWay: new Map(),
  over: false,
  ...more,
})
const nobody = async () => undefined
const states = (steps: PictureStep[]): unknown[] =>
  steps.map(({ id, state, lanes }) => (lanes ? [id, state, ...lanes.map((lane) => states(lane.steps))] : [id, state]))

describe('the picture of a flow', () => {
  test('has its steps in their order, the preprocessor first and the failure handler last, idle without a run', async () => {
    const flow: FlowValue = {
      modules: [step('a'), step('b', { summary: 'Second' })],
      preprocessor_module: step('preprocessor'),
      failure_module: step('failure'),
    }
    const steps = await flowPicture(flow, undefined, nobody)
    expect(states(steps)).toEqual([
      ['preprocessor', 'idle'],
      ['a', 'idle'],
      ['b', 'idle'],
      ['failure', 'idle'],
    ])
    expect(steps[2]!.text).toBe('Second')
  })

  test('of a run leaves a failure handler out that had nothing to do', async () => {
    const flow: FlowValue = { modules: [step('a')], failure_module: step('failure') }
    const steps = await flowPicture(flow, runOf([{ id: 'a', type: 'Success', job: '1' }], { over: true }), nobody)
    expect(states(steps)).toEqual([['a', 'success']])
  })

  test('tells how each step of a run stands, and how long it took', async () => {
    const flow: FlowValue = { modules: ['a', 'b', 'c', 'd'].map((id) => step(id)) }
    const run = runOf(
      [
        { id: 'a', type: 'Success', job: '1' },
        { id: 'b', type: 'Success', job: '2', skipped: true },
        { id: 'c', type: 'WaitingForEvents', job: '1', count: 1 },
        { id: 'd', type: 'WaitingForPriorSteps' },
      ],
      { durations: new Map([['1', 85]]) },
    )
    const steps = await flowPicture(flow, run, nobody)
    expect(states(steps)).toEqual([
      ['a', 'success'],
      ['b', 'skipped'],
      ['c', 'suspended'],
      ['d', 'waiting'],
    ])
    expect(steps.map(({ job, duration_ms }) => [job, duration_ms])).toEqual([
      ['1', 85],
      ['2', undefined],
      [undefined, undefined],
      [undefined, undefined],
    ])
  })

  test('tells by its job whether a step that has one runs, asks, or waits for a worker', async () => {
    const flow: FlowValue = { modules: ['a', 'b', 'c'].map((id) => step(id)) }
    const modules = ['1', '2', '3'].map(
      (job, index): ModuleStatus => ({ id: 'abc'[index]!, type: 'WaitingForExecutor', job }),
    )
    const underWay = new Map([
      ['1', 'running' as const],
      ['2', 'suspended' as const],
    ])
    expect(states(await flowPicture(flow, runOf(modules, { underWay }), nobody))).toEqual([
      ['a', 'running'],
      ['b', 'suspended'],
      ['c', 'waiting'],
    ])
  })

  test('of a run that is over tells what was never reached', async () => {
    const flow: FlowValue = { modules: [step('a'), step('b')] }
    const run = runOf(
      [
        { id: 'a', type: 'Failure', job: '1' },
        { id: 'b', type: 'WaitingForPriorSteps' },
      ],
      { over: true },
    )
    expect(states(await flowPicture(flow, run, nobody))).toEqual([
      ['a', 'failure'],
      ['b', 'skipped'],
    ])
  })

  test('shows of a loop the iteration that failed, else the last one', async () => {
    const iterator = { type: 'javascript' as const, expr: '[1,2,3]' }
    const flow: FlowValue = {
      modules: [{ id: 'each', value: { type: 'forloopflow', iterator, modules: [step('in')] } }],
    }
    const asked: string[] = []
    const find = async (job: string) => {
      asked.push(job)
      return runOf([{ id: 'in', type: 'Success', job: `in ${job}` }])
    }
    const each = (flow_jobs_success: (boolean | null)[]): ModuleStatus => ({
      id: 'each',
      type: 'InProgress',
      flow_jobs: ['i1', 'i2', 'i3'],
      flow_jobs_success,
      iterator: { index: 2, itered_len: 5 },
    })
    const [failed] = await flowPicture(flow, runOf([each([true, false, null])]), find)
    const [running] = await flowPicture(flow, runOf([each([true, true, null])]), find)
    expect(asked).toEqual(['i2', 'i3'])
    expect(failed!.note).toBe('3 of 5, shown: 2')
    expect(failed!.iterations!.map(({ state }) => state)).toEqual(['success', 'failure', 'running'])
    expect(running!.lanes![0]!.steps[0]!.job).toBe('in i3')
  })

  test('shows of a branching step which branch was taken', async () => {
    const branches = [{ summary: 'big', expr: 'true', modules: [step('x')] }]
    const flow: FlowValue = { modules: [{ id: 'if', value: { type: 'branchone', branches, default: [step('y')] } }] }
    const chosen: ModuleStatus = { id: 'if', type: 'Success', job: 'j', branch_chosen: { type: 'default' } }
    const find = async () => runOf([{ id: 'y', type: 'Success', job: 'k' }])
    const [picture] = await flowPicture(flow, runOf([chosen], { over: true }), find)
    expect(picture!.lanes!.map(({ label, faded }) => [label, faded])).toEqual([
      ['big', true],
      ['otherwise', false],
    ])
    expect(states([picture!])).toEqual([['if', 'success', [['x', 'skipped']], [['y', 'success']]]])
  })

  test('shows each branch of those that all run', async () => {
    const branches = [{ modules: [step('x')] }, { modules: [step('y')] }]
    const flow: FlowValue = { modules: [{ id: 'all', value: { type: 'branchall', branches, parallel: true } }] }
    const status: ModuleStatus = { id: 'all', type: 'InProgress', job: 'j2', flow_jobs: ['j1', 'j2'] }
    const find = async (job: string) =>
      runOf([{ id: 'z', type: job === 'j1' ? 'Success' : 'InProgress', job: `in ${job}` }])
    const [picture] = await flowPicture(flow, runOf([status]), find)
    expect(states([picture!])).toEqual([['all', 'running', [['x', 'success']], [['y', 'running']]]])
    expect(picture!.kind).toBe('all branches, at once')
  })
})

describe('the layout of a picture', () => {
  const leaf = (id: string): PictureStep => ({ id, text: '', kind: '', state: 'idle' })
  const framed = (id: string, ...lanes: PictureStep[][]): PictureStep => ({
    ...leaf(id),
    lanes: lanes.map((steps) => ({ steps })),
  })

  test('puts steps below each other and branches beside each other, none over another, all within their frame', () => {
    const { steps, width, height } = layOut([
      leaf('a'),
      framed('f', [leaf('b'), framed('g', [leaf('c')])], [leaf('d')]),
      leaf('e'),
    ])
    const [a, f, e] = steps
    expect(a!.y + a!.height).toBeLessThan(f!.y)
    expect(f!.y + f!.height).toBeLessThan(e!.y)
    expect(e!.y + e!.height).toBe(height)
    expect(f!.width).toBe(width)
    const [left, right] = f!.lanes
    expect(left!.x + left!.width).toBeLessThan(right!.x)
    for (const inner of [...left!.steps, ...right!.steps]) {
      expect(inner.x).toBeGreaterThan(f!.x)
      expect(inner.x + inner.width).toBeLessThan(f!.x + f!.width)
      expect(inner.y).toBeGreaterThan(f!.y)
      expect(inner.y + inner.height).toBeLessThan(f!.y + f!.height)
    }
  })

  test('centres a chain', () => {
    const { steps, width } = layOut([leaf('a'), framed('f', [leaf('b')], [leaf('c')])])
    expect(steps[0]!.x + steps[0]!.width / 2).toBe(width / 2)
  })
})

describe('the drawing', () => {
  test('leads from each step that has a job to it, and says in words how it stands', () => {
    const steps: PictureStep[] = [
      { id: 'a', text: 'Read <all>', kind: 'bun', state: 'success', job: 'j1', duration_ms: 85 },
      { id: 'b', text: '', kind: 'bun', state: 'waiting' },
    ]
    const svg = String(svgOf(steps, (job) => `/run/${job}`))
    expect(svg).toContain('href="/run/j1" aria-label="Step a, Read &lt;all&gt;, bun, succeeded, in 85 ms"')
    expect(svg.match(/<a /g)).toHaveLength(1)
    expect(svg).toContain('data-step="b"')
  })

  test('of a long loop marks the last iterations', () => {
    const iterations = Array.from({ length: 100 }, (_, index) => ({ job: `j${index}`, state: 'success' as const }))
    const loop: PictureStep = {
      id: 'l',
      text: '',
      kind: 'for each',
      state: 'running',
      iterations,
      lanes: [{ steps: [] }],
    }
    const svg = String(svgOf([loop], (job) => `/run/${job}`))
    const marks = [...svg.matchAll(/aria-label="Iteration (\d+), succeeded"/g)].map(([, number]) => Number(number))
    expect(marks.at(-1)).toBe(100)
    expect(marks.length).toBeLessThan(30)
  })
})

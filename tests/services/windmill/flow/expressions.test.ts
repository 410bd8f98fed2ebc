import { afterAll, describe, expect, it } from 'vitest'
import { createEvaluator, ExpressionError, type Scope } from '../../../../services/windmill/src/flow/index.ts'
import type { Json } from '../../../../services/windmill/src/shared/json.ts'

const { evaluate, dispose } = await createEvaluator()
const strict = await createEvaluator({ timeMs: 100, memoryBytes: 8 * 1024 * 1024 })
afterAll(dispose)

const results: Record<string, Json> = { a: { list: [1, { deep: 2 }], n: 3 }, b: 'text' }
const scope: Scope = {
  flow_input: { n: 1, 'dotted.key': 'whole', nested: { k: 'v' } },
  flow_env: { REGION: 'eu' },
  previous_result: { prev: true },
  previous_id: 'before',
  results: (id) => results[id],
  variable: (path) => {
    if (path !== 'f/x/colour') throw new Error(`Not found: variable not found at name ${path}`)
    return 'teal'
  },
  resource: () => ({ host: 'h', ports: [1] }),
  flow_user_state: (key) => ({ key }),
}
const run = (expr: string, more: Partial<Scope> = {}) => evaluate(expr, { ...scope, ...more })

describe('results of steps', () => {
  it.each([
    ['results.a.n', 3],
    ['results?.a.n', 3],
    ['results.a.list', [1, { deep: 2 }]],
    ['results.a.list.1.deep', 2],
    ['results.before', { prev: true }],
    ['results["before"]', { prev: true }],
    ['results["a"].n + 1', 4],
    ['results.a.list[1].deep', 2],
    ['results.a.list.length', 2],
    ['results.nope ?? "none"', 'none'],
  ])('%s is read', (expr, value) => {
    expect(run(expr)).toEqual(value)
  })

  it('a path that leads nowhere is null when it stands alone, and throws within an expression', () => {
    // Windmill answers a bare path from its database, and evaluates anything else (windmill-jseval).
    expect(run('results.nope.deeper')).toBeNull()
    expect(() => run('results.nope.deeper + 1')).toThrow(/cannot read property 'deeper' of null/)
  })

  it('a bare path on a line of its own is the whole expression', () => {
    // The pattern of Windmill's short cut matches line by line (windmill-jseval, RE_FULL with (?m)).
    expect(run('results.b\n  .toUpperCase()')).toBe('text')
    expect(run('results.b.toUpperCase()')).toBe('TEXT')
  })

  it('an id in single quotes, or computed, gives a promise', () => {
    expect(run("results['a'] + ''")).toBe('[object Promise]')
    expect(run("Promise.all(['a', 'b'].map((id) => results[id])).then(([a, b]) => a.n + b)")).toBe('3text')
  })

  it('cannot be read within a function that is not async', () => {
    expect(() => run('[1].map((x) => x + results.a.n)')).toThrow(ExpressionError)
    expect(run('Promise.all([1].map(async (x) => x + results.a.n))')).toEqual([4])
  })

  it('are not defined where Windmill has none', () => {
    expect(() => run('results.a.n', { results: undefined })).toThrow(/'results' is not defined/)
  })
})

describe('inputs', () => {
  it('a key of the input is taken as it stands', () => {
    expect(run('flow_input.dotted.key')).toBe('whole')
    expect(run('flow_input["dotted.key"]')).toBe('whole')
    expect(run('flow_input.nested.k')).toBe('v')
  })

  it('flow_env is an object even when the flow has none', () => {
    expect(run('flow_env.REGION')).toBe('eu')
    expect(run('flow_env.REGION ?? "nowhere"', { flow_env: undefined })).toBe('nowhere')
  })

  it('further names of the scope are seen', () => {
    expect(run('WM_SCHEDULED_FOR.slice(0, 4)', { more: { WM_SCHEDULED_FOR: '2026-01-02' } })).toBe('2026')
  })
})

describe('variables and resources', () => {
  it('are awaited wherever they stand', () => {
    expect(run("variable('f/x/colour') + '-' + resource('f/x/r').ports[0]")).toBe('teal-1')
    expect(run("({ v: variable(['f', 'x', 'colour'].join('/')), s: flow_user_state('k') })")).toEqual({
      v: 'teal',
      s: { key: 'k' },
    })
  })

  it('one that is missing makes the expression throw', () => {
    expect(() => run("variable('f/x/none')")).toThrow(/Not found: variable not found at name f\/x\/none/)
  })
})

describe('one expression or statements', () => {
  it.each([
    ['flow_input.n + 1', 2],
    ['  \n flow_input.n \n ', 1],
    ['{ n: flow_input.n }', { n: 1 }],
    ['"a;b"', 'a;b'],
    ['`a;b` + flow_input.n', 'a;b1'],
    ['const n = flow_input.n\nreturn n * 10', 10],
    ['if (flow_input.n) { return "yes" }', 'yes'],
    ['try { return flow_input.x.y } catch { return "caught" }', 'caught'],
    ['let n = 1; n + 1', null],
    ['return', null],
    ['', null],
  ])('%j', (expr, value) => {
    expect(run(expr)).toEqual(value)
  })

  it('what has no JSON is null, and a BigInt cannot be written', () => {
    expect(run('undefined')).toBeNull()
    expect(run('() => 1')).toBeNull()
    expect(run('NaN')).toBeNull()
    expect(() => run('({ big: 1n })')).toThrow(/BigInt/)
  })
})

describe('the name error', () => {
  it('is the error of the result before', () => {
    expect(run('error.message', { previous_result: { error: { message: 'm' } } })).toBe('m')
  })

  it('is the only error of a list, or all of them', () => {
    const failed = { error: { message: 'one', step_id: 'a' } }
    expect(run('error.message', { previous_result: [1, failed, 2] })).toBe('one')
    expect(run('error', { previous_result: [failed, { error: { name: 'Bare' } }] })).toMatchObject({
      name: 'MultipleErrors',
      message: '[a] one; [1] Bare',
    })
    expect(run('error.message', { previous_result: [1] })).toBe('Could not parse errors')
  })

  it('is a stand-in when there is none', () => {
    expect(run('error', { previous_result: 5 })).toEqual({
      name: 'UnknownError',
      message: 'Could not parse the error',
      error: 5,
    })
    expect(run('error.message', { previous_result: null })).toBe('No error found')
  })
})

describe('the sandbox', () => {
  it('has nothing of the host, and nothing of the evaluation before', () => {
    expect(run('[typeof process, typeof require, typeof fetch, typeof setTimeout]')).toEqual(Array(4).fill('undefined'))
    expect(run('(globalThis.left = 1, Object.prototype.left = 2)')).toBe(2)
    expect(run('[typeof left, ({}).left ?? null]')).toEqual(['undefined', null])
    expect(({} as { left?: number }).left).toBeUndefined()
  })

  it('says what was thrown', () => {
    expect(() => run('(() => { throw new RangeError("too far") })()')).toThrow(
      /^QuickJS evaluation error: Error: too far\n/,
    )
    expect(() => run('(() => { throw { code: 7 } })()')).toThrow('Exception generated by quickjs: {"code":7}')
  })

  it.each([
    ['while (true) {}', /took too long to execute \(>100ms\)/],
    ['new Promise(() => {})', /took too long to execute/],
    ['(async () => { for (;;) await variable("f/x/colour") })()', /took too long to execute/],
    ['"x".repeat(2 ** 28)', /exceeded the memory limit of 8 MB/],
    ['Array.from({ length: 1e7 }, (_, i) => ({ i }))', /exceeded the memory limit of 8 MB|took too long/],
    ['(function f() { return f() })()', /stack overflow/],
    ['JSON.parse("[".repeat(100000))', /stack overflow/],
  ])('%s ends within its limits, and leaves the next one unharmed', (expr, message) => {
    expect(() => strict.evaluate(expr, scope)).toThrow(message)
    expect(strict.evaluate('flow_input.n + 1', scope)).toBe(2)
  })

  it('does not evaluate once it is disposed of', async () => {
    const closed = await createEvaluator()
    closed.dispose()
    expect(() => closed.evaluate('1', scope)).toThrow(ExpressionError)
  })
})

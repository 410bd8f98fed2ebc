import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../../../../f/openanalyst/tools/create_windmill_flow.ts'
import { playWorkflow } from '../../../helpers/play-workflow.ts'
import { openWindmillDoor, type WindmillDoor } from '../../../helpers/windmill-door.ts'

let door: WindmillDoor
let flows: Map<string, Record<string, unknown>>
let writes: string[]

beforeEach(async () => {
  process.env.WM_PERMISSIONED_AS = 'u/ada'
  door = await openWindmillDoor()
  flows = new Map()
  writes = []
  const scripts: Record<string, object> = {
    'u/ada/fetch': { schema: { properties: { url: {} }, required: ['url'] } },
    'u/ada/count': {},
  }
  door.on('GET', /^\/scripts\/get\/p\/(.+)$/, ({ match }) => {
    const script = scripts[match[1]!]
    return script ? { json: { path: match[1], ...script } } : { status: 404, text: 'Not found' }
  })
  door.on('GET', /^\/flows\/get\/(.+)$/, ({ match }) => {
    const flow = flows.get(match[1]!)
    return flow ? { json: flow } : { status: 404, text: 'Not found' }
  })
  for (const [write, route] of [
    ['create', /^\/flows\/create$/],
    ['update', /^\/flows\/update\/(.+)$/],
  ] as const)
    door.on('POST', route, ({ body }) => {
      const flow = body as Record<string, unknown>
      flows.set(String(flow.path), flow)
      writes.push(write)
      return { status: 201, text: String(flow.path) }
    })
})
afterEach(async () => {
  await door.stop()
})

const result = (id: string) => ({ type: 'javascript', expr: `results.${id}.text` })
const STEPS = [
  {
    id: 'fetch',
    script_path: 'u/ada/fetch',
    input_transforms: { url: { type: 'javascript', expr: 'flow_input.url' } },
  },
  { id: 'shout', code: 'export const main = (t: string) => t', input_transforms: { t: result('fetch') } },
  { id: 'count', script_path: 'u/ada/count', input_transforms: { of: { type: 'static', value: 3 } } },
]
const create = (steps: object[] = STEPS, args: object | null = { url: 'https://example.com' }) =>
  playWorkflow(() => main('report', steps, 'Counts.', args), { answer: ({ args }) => ({ ran: args }) })

describe('creating a flow', () => {
  test('deploys OpenFlow whose steps hand their results on, and runs it once', async () => {
    const { result: outcome, calls } = await create()
    expect(outcome).toEqual({
      ...{ ok: true, kind: 'flow', path: 'u/ada/report', change: 'created' },
      result: { ran: { url: 'https://example.com' } },
    })
    expect(calls).toMatchObject([{ path: 'u/ada/report', kind: 'flow' }])
    expect(flows.get('u/ada/report')).toMatchObject({
      summary: 'Counts',
      schema: { properties: { url: {} } },
      value: {
        modules: [
          { id: 'fetch', value: { type: 'script', path: 'u/ada/fetch' } },
          {
            id: 'shout',
            value: {
              ...{ type: 'rawscript', language: 'bun', content: STEPS[1]!.code },
              input_transforms: { t: { type: 'javascript', expr: 'results.fetch.text' } },
            },
          },
          { id: 'count', value: { input_transforms: { of: { type: 'static', value: 3 } } } },
        ],
      },
    })
  })

  test('again is no new version, changed is one', async () => {
    await create()
    expect((await create()).result).toMatchObject({ change: 'unchanged' })
    expect((await create(STEPS.slice(0, 2))).result).toMatchObject({ change: 'changed' })
    expect(writes).toEqual(['create', 'update'])
  })

  test('may name a flow as a step', async () => {
    await create()
    await playWorkflow(() => main('outer', [{ id: 'inner', script_path: 'u/ada/report' }], ''), { answer: () => 1 })
    expect(flows.get('u/ada/outer')).toMatchObject({ value: { modules: [{ value: { type: 'flow' } }] } })
  })

  test('that fails when it is run tells at which step', async () => {
    const { result: outcome } = await playWorkflow(() => main('report', STEPS, 'Counts.', { url: '' }), {
      answer: () => {
        throw Object.assign(new Error('no such host'), { step_id: 'fetch' })
      },
    })
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'FLOW_FAILED', message: expect.stringContaining('no such host') },
    })
  })

  test.each<[string, object[], string[]]>([
    ['no steps', [], ['steps']],
    ['a step that is neither', [{ id: 'a' }], ['either a script_path or code']],
    [
      'a script that is not there',
      [{ id: 'a', script_path: 'u/ada/nowhere' }],
      ['no script and no flow at u/ada/nowhere'],
    ],
    ['a result of a later step', [{ ...STEPS[1] }, { ...STEPS[0] }], ['results.fetch is no earlier step']],
    ['an id twice', [STEPS[2]!, STEPS[2]!], ['two steps have this id']],
    ['an id that Windmill has taken', [{ id: 'failure', code: 'x' }], ['reserved']],
    [
      'arguments that do not fit, all told at once',
      [{ id: 'a', script_path: 'u/ada/fetch', input_transforms: { uri: { type: 'static', value: 1 } } }],
      ['needs the argument url', 'has no argument uri; it has url'],
    ],
    [
      'an input that is neither static nor an expression',
      [{ id: 'a', code: 'x', input_transforms: { b: { type: 'ai' } } }],
      ['input_transforms.b'],
    ],
  ])('with %s is turned back before anything is done', async (_, steps, words) => {
    const { result: outcome, calls } = await create(steps)
    const { error } = outcome as { error: { code: string; message: string } }
    expect(error.code).toMatch(/^BAD_(FLOW|ARGUMENTS)$/)
    for (const word of words) expect(error.message).toContain(word)
    expect([...writes, ...calls]).toEqual([])
  })
})

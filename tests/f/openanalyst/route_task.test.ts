import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toErrorRecord } from '../../../f/lib/errors.ts'
import { dataTable, getTask, listEvents } from '../../../f/lib/store/index.ts'
import { main as routeTask, type TaskResult } from '../../../f/openanalyst/route_task.ts'
import type { DataTable } from '../../../services/windmill/src/datatable/index.ts'
import { startDataTable } from '../../helpers/data-table.ts'
import { type PlayOptions, playWorkflow } from '../../helpers/play-workflow.ts'
import {
  type ModelRequest,
  type ModelTurn,
  type ScriptedModel,
  startScriptedModel,
} from '../../helpers/scripted-model.ts'
import { takeBroadcast } from '../../helpers/taking-hub.ts'
import { openWindmillDoor, type WindmillDoor } from '../../helpers/windmill-door.ts'

let table: DataTable
let door: WindmillDoor
let model: ScriptedModel

beforeAll(async () => {
  table = await startDataTable()
})
afterAll(async () => {
  await table?.stop()
})
beforeEach(async () => {
  door = await openWindmillDoor(table)
  process.env.WM_PERMISSIONED_AS = 'u/ada'
  door.on('GET', /^\/scripts\/list$/, () => ({ json: [{ path: 'u/ada/greet', summary: 'Greets' }] }))
  door.on('GET', /^\/flows\/list$/, () => ({ json: [] }))
  // A hub that takes everything: what is pushed is the business of tests/f/lib/events.test.ts.
  door.variables.set('f/openanalyst/ws_endpoint', `${door.url}/api/w/tests/hub`)
  door.variables.set('f/openanalyst/hub_publish_token', 'publish-token')
  door.on('POST', /^\/hub\/broadcast$/, ({ body }) => ({ json: takeBroadcast(body) }))
})
afterEach(async () => {
  await model?.stop()
  await door?.stop()
})

let tasks = 0

/** Plays a task with a model that keeps to its script, and tools that come to what `answer` says. */
async function route(turns: ModelTurn[], { kind, ...options }: PlayOptions & { kind?: 'openai' | 'offline' } = {}) {
  model = await startScriptedModel(turns, kind)
  door.resources.set('f/openanalyst/llm', model.provider)
  tasks += 1
  const id = `task-${tasks}`
  const played = await playWorkflow(() => routeTask('Say hello', 'ada', 's1', id, 4), options)
  model.check()
  expect(door.unexpected).toEqual([])
  const sql = dataTable()
  return { ...played, id, task: await getTask(sql, id), events: await listEvents(sql, id) }
}

const creates = (name: string, code = 'export function main() { return 1 }') => ({
  calls: [{ name: 'create_windmill_script', arguments: { name, language: 'bun', code, description: 'Says hello.' } }],
})
const made = (path: string, result: unknown = 'Hello') => ({
  ok: true,
  kind: 'script',
  path,
  change: 'created',
  result,
})
const broke = (path: string) => ({
  ok: false,
  path,
  error: { code: 'SCRIPT_FAILED', message: `${path} failed`, details: {} },
})
const lastMessage = (request: ModelRequest) => request.messages.at(-1)!

test('a task without words is refused, and nothing is noted', async () => {
  for (const task of [null, '  ']) {
    const { error } = await playWorkflow(() => routeTask(task as string, 'ada', 's1', 'no-task', 4))
    expect(toErrorRecord(error).code).toBe('BAD_INPUT')
  }
  expect(await getTask(dataTable(), 'no-task')).toBeNull()
})

describe('a task that the model can do', () => {
  const turns: ModelTurn[] = [
    {
      expect: ({ messages, tools }) => {
        expect(messages.map(({ role }) => role)).toEqual(['system', 'user'])
        expect(messages[0]!.content).toContain('- script u/ada/greet: Greets')
        expect(messages[1]!.content).toBe('Say hello')
        expect(tools!.map((tool) => tool.function.name)).toEqual([
          'create_windmill_script',
          'create_windmill_flow',
          'execute_windmill_task',
          'ask_member',
        ])
      },
      answer: creates('hello'),
    },
    {
      expect: (request) =>
        expect(JSON.parse(lastMessage(request).content!)).toMatchObject({ ok: true, result: 'Hello' }),
      answer: { text: 'Made u/ada/hello; it says Hello.' },
    },
  ]

  test('is routed to the tool, as a job of its own, and ends with what came out', async () => {
    const { result, calls, task, events } = await route(turns, { answer: () => made('u/ada/hello') })
    expect(calls).toMatchObject([
      {
        path: 'f/openanalyst/tools/create_windmill_script',
        args: {
          ...{ name: 'hello', language: 'bun', args: null, call: 'turn/1/call/1' },
          run: { user_id: 'ada', session_id: 's1' },
        },
      },
    ])
    expect(result).toEqual({
      status: 'completed',
      answer: 'Made u/ada/hello; it says Hello.',
      works: [{ kind: 'script', path: 'u/ada/hello', change: 'created', result: 'Hello' }],
    } satisfies TaskResult)
    expect(task).toMatchObject({ status: 'completed', answer: 'Made u/ada/hello; it says Hello.', error: null })
    expect(events.map(({ type }) => type)).toEqual([
      'TASK_STARTED',
      'TASK_PROGRESS',
      'TASK_PROGRESS',
      'TASK_PROGRESS',
      'TASK_PROGRESS',
      'TASK_COMPLETED',
    ])
    expect(events.at(-1)).toMatchObject({ message: 'Made u/ada/hello; it says Hello.', data: { status: 'completed' } })
  })

  test('comes to the same, with each event once, when every step is run twice', async () => {
    const once = await route(turns, { answer: () => made('u/ada/hello') })
    await model.stop()
    const [first, second] = turns
    const twice = await route([first!, first!, second!, second!], { answer: () => made('u/ada/hello'), crashes: true })
    expect(twice.result).toEqual(once.result)
    expect(twice.events.map(({ seq, type, message }) => [seq, type, message])).toEqual(
      once.events.map(({ seq, type, message }) => [seq, type, message]),
    )
  })

  test('may need several tools at once, which keep their order', async () => {
    const call = (name: string) => ({ name: 'execute_windmill_task', arguments: { script_path: `u/ada/${name}` } })
    const { result, calls } = await route(
      [
        { answer: { calls: [call('a'), call('b'), call('c')] } },
        {
          expect: ({ messages }) =>
            expect(messages.slice(-3).map(({ content }) => JSON.parse(content!).result)).toEqual(['a', 'b', 'c']),
          answer: { text: 'All ran.' },
        },
      ],
      { answer: ({ args }) => made(String(args.script_path), String(args.script_path).at(-1)) },
    )
    expect(calls.map(({ key }) => key)).toEqual([
      'execute_windmill_task',
      'execute_windmill_task_2',
      'execute_windmill_task_3',
    ])
    expect((result as TaskResult).works.map((work) => work.result)).toEqual(['a', 'b', 'c'])
  })
})

describe('a task that the model cannot do', () => {
  test('ends declined, with the reason', async () => {
    const { result, calls, events } = await route([{ answer: { text: "I can't fly: there is no tool for it." } }])
    expect(result).toMatchObject({ status: 'declined', answer: "I can't fly: there is no tool for it.", works: [] })
    expect(calls).toEqual([])
    expect(events.at(-1)).toMatchObject({ type: 'TASK_COMPLETED', data: { status: 'declined' } })
  })

  test('and a question that needs no tool ends answered', async () => {
    const { result } = await route([{ answer: { text: 'Two.' } }])
    expect(result).toMatchObject({ status: 'answered', answer: 'Two.' })
  })
})

describe('calls that cannot be made', () => {
  test('go back to the model, which tries again', async () => {
    const { result, calls } = await route(
      [
        { answer: { calls: [{ name: 'fly', arguments: {} }] } },
        {
          expect: (request) => expect(lastMessage(request).content).toContain('UNKNOWN_TOOL'),
          answer: { calls: [{ name: 'create_windmill_script', arguments: '{"name": "hel' }] },
        },
        {
          expect: (request) => expect(lastMessage(request).content).toContain('no JSON'),
          answer: creates('hello'),
        },
        { answer: { text: 'Made.' } },
      ],
      { answer: () => made('u/ada/hello') },
    )
    expect(calls).toHaveLength(1)
    expect(result).toMatchObject({ status: 'completed', works: [{ path: 'u/ada/hello' }] })
  })

  test('a tool whose job breaks is told to the model as a failure', async () => {
    const { error } = await route(
      [
        { answer: creates('hello') },
        {
          expect: (request) => expect(lastMessage(request).content).toContain('worker died'),
          answer: { text: 'It did not work.' },
        },
      ],
      {
        answer: () => {
          throw new Error('worker died')
        },
      },
    )
    expect(error).toMatchObject({ code: 'INTERNAL', message: 'worker died' })
  })
})

describe('a script that fails', () => {
  test('may be mended once', async () => {
    const outcomes = [broke('u/ada/hello'), made('u/ada/hello')]
    const { result } = await route(
      [
        { answer: creates('hello') },
        {
          expect: (request) => expect(lastMessage(request).content).toContain('u/ada/hello failed'),
          answer: creates('hello', 'export function main() { return 2 }'),
        },
        { answer: { text: 'Mended.' } },
      ],
      { answer: () => outcomes.shift() },
    )
    expect(result).toMatchObject({ status: 'completed' })
  })

  test('twice fails the task with its error, and the model is not asked again', async () => {
    const { error, task, events } = await route([{ answer: creates('hello') }, { answer: creates('hello') }], {
      answer: () => broke('u/ada/hello'),
    })
    expect(error).toMatchObject({ code: 'SCRIPT_FAILED', message: 'u/ada/hello failed' })
    expect(task).toMatchObject({ status: 'failed', error: { code: 'SCRIPT_FAILED' } })
    expect(events.at(-1)).toMatchObject({
      type: 'TASK_FAILED',
      level: 'error',
      data: { status: 'failed', error: { code: 'SCRIPT_FAILED', message: 'u/ada/hello failed' } },
    })
  })

  test('fails the task even when the model says that all is well', async () => {
    const { error } = await route([{ answer: creates('hello') }, { answer: { text: 'All is well!' } }], {
      answer: () => broke('u/ada/hello'),
    })
    expect(error).toMatchObject({ code: 'SCRIPT_FAILED' })
  })
})

describe('a model that fails', () => {
  test('that is missing: the task fails with the code and the remedy', async () => {
    const { error, events } = await route([
      { answer: { status: 404, body: JSON.stringify({ error: { message: "model 'scripted' not found" } }) } },
    ])
    expect(error).toMatchObject({
      code: 'LLM_MODEL_NOT_FOUND',
      message: expect.stringContaining('needed by the router'),
    })
    expect(events.at(-1)).toMatchObject({
      type: 'TASK_FAILED',
      data: { error: { code: 'LLM_MODEL_NOT_FOUND', details: { remedy: expect.any(String) } } },
    })
  })

  test('that nobody has configured says what to do', async () => {
    const played = await playWorkflow(() => routeTask('Say hello', 'ada', 's1', 'unconfigured'))
    expect(played.error).toMatchObject({ code: 'LLM_NOT_CONFIGURED', message: expect.stringContaining('npm start') })
  })

  test('to come to an end is stopped after max_turns', async () => {
    const again: ModelTurn = {
      answer: { calls: [{ name: 'execute_windmill_task', arguments: { script_path: 'u/a/b' } }] },
    }
    const { error } = await route([again, again, again, again], { answer: () => made('u/a/b') })
    expect(error).toMatchObject({ code: 'MAX_TURNS' })
  })
})

describe('code of a real model', () => {
  const turns: ModelTurn[] = [{ answer: creates('hello', 'secret()') }, { answer: { text: 'Made.' } }]
  const person = (approved: boolean): PlayOptions['answer'] => {
    return ({ kind }) => (kind === 'flow' ? { approved, approver: 'ada', reason: 'no' } : made('u/ada/hello'))
  }

  test('waits for a yes where jobs are not isolated', async () => {
    const { result, calls } = await route(turns, { kind: 'openai', answer: person(true) })
    expect(calls.map(({ path }) => path)).toEqual([
      'f/openanalyst/approve_code',
      'f/openanalyst/tools/create_windmill_script',
    ])
    expect(calls[0]!.args).toMatchObject({
      call: 'turn/1',
      items: [{ name: 'hello', language: 'bun', code: 'secret()' }],
    })
    expect(result).toMatchObject({ status: 'completed' })
  })

  test('is neither deployed nor run after a no', async () => {
    const refused: ModelTurn = {
      expect: (request) => expect(lastMessage(request).content).toContain('NOT_APPROVED'),
      answer: { text: 'Nothing was made.' },
    }
    const { result, calls } = await route([turns[0]!, refused], { kind: 'openai', answer: person(false) })
    expect(calls.map(({ path }) => path)).toEqual(['f/openanalyst/approve_code'])
    expect(result).toMatchObject({ status: 'declined', answer: 'Nothing was made.' })
  })

  test('is asked about within a flow too', async () => {
    const steps = [
      { id: 'a', script_path: 'u/ada/greet' },
      { id: 'b', code: 'secret()' },
    ]
    const flow = { calls: [{ name: 'create_windmill_flow', arguments: { name: 'two', description: '', steps } }] }
    const { calls } = await route([{ answer: flow }, turns[1]!], { kind: 'openai', answer: person(true) })
    expect(calls[0]!.args.items).toEqual([{ name: 'two/b', language: 'bun', code: 'secret()' }])
  })

  test('needs no yes where jobs are isolated', async () => {
    door.variables.set('f/openanalyst/jobs_isolated', 'true')
    const { calls } = await route(turns, { kind: 'openai', answer: person(true) })
    expect(calls.map(({ kind }) => kind)).toEqual(['script'])
  })

  test('and the offline model, whose code is known, needs none', async () => {
    const { calls } = await route(turns, { answer: person(true) })
    expect(calls.map(({ kind }) => kind)).toEqual(['script'])
  })
})

import { describe, expect, test } from 'vitest'
import type { AgentInput } from '../../../../f/agents/definition.ts'
import { getRun } from '../../../../f/agents/store/runs.ts'
import { calls, says, told, typesOf, useLoopKit } from './kit.ts'

const kit = useLoopKit()
const member = (agent: string) => ({ kind: 'agent', agent }) as const
const analyst: AgentInput = { name: 'analyst', description: 'Reads numbers.', instructions: 'You analyse.' }
const writer: AgentInput = { name: 'writer', description: 'Writes texts.', instructions: 'You write.' }
const team = (mode: AgentInput['mode'] | 'collaborate', more: Partial<AgentInput> = {}): AgentInput => ({
  ...{ name: 'team', instructions: 'Be quick.', mode: mode as AgentInput['mode'] },
  members: [member('analyst'), member('writer')],
  ...more,
})
const runBelow = async (id: string) =>
  await kit.sql<{ id: string; path: string[]; status: string; input: unknown; session_id: string }>`
    SELECT id, to_jsonb(path) AS path, status, input, session_id FROM runs
    WHERE parent_run_id = ${id} ORDER BY created_at, id`.fetch()

describe('route', () => {
  test('one member is handed the request, and its answer is the answer', async () => {
    await kit.define(analyst, writer, team('route'))
    const leader = calls(['transfer_to_writer', {}])
    leader.expect = ({ messages, tools }) => {
      expect(messages[0]!.content).toMatch(/^Be quick\.\n\nYou lead a team\. Hand each request over/)
      expect(tools!.map((tool) => tool.function.description)).toEqual([
        'Hands the whole request over to analyst: Reads numbers.',
        'Hands the whole request over to writer: Writes texts.',
      ])
    }
    const answer = says('Roses are red.')
    answer.expect = ({ messages }) =>
      expect(messages).toEqual([
        { role: 'system', content: 'You write.' },
        { role: 'user', content: 'A poem, please' },
      ])
    const run = await kit.run('team', 'A poem, please', [leader, answer], { run_id: 'routed' })
    expect(run).toMatchObject({ status: 'completed', output: 'Roses are red.' })
    expect(run.usage).toMatchObject({ model_calls: 2, tool_calls: 1 })
    expect(await runBelow('routed')).toMatchObject([{ path: ['team', 'writer'], status: 'completed' }])
  })

  test('hands over once, whatever the model wants', async () => {
    await kit.define(analyst, writer, team('route'))
    const both = calls(['transfer_to_writer', {}], ['transfer_to_analyst', {}])
    const run = await kit.run('team', 'Go', [both, says('Mine.')])
    expect(run.output).toBe('Mine.')
    expect(run.events.filter(({ type }) => type === 'TOOL_CALLED').map(({ data }) => data.plan)).toEqual([
      'call',
      'refuse',
    ])
    expect(run.usage.tool_calls).toBe(1)
  })

  test('a member can be a flow, which gets the task', async () => {
    kit.flow('f/orders/answer', ({ question }) => `flow: ${question}`)
    await kit.define({
      ...{ name: 'desk', mode: 'route' },
      members: [{ kind: 'flow', path: 'f/orders/answer', name: 'orders', input: 'question' }],
    })
    const run = await kit.run('desk', 'Where is A1?', [calls(['transfer_to_orders', {}])])
    expect(run.output).toBe('flow: Where is A1?')
    expect(kit.called[0]!.args).toMatchObject({ question: 'Where is A1?', idempotency_key: expect.any(String) })
  })

  test('a member that fails is the leader’s to make up for', async () => {
    await kit.define({ ...analyst, limits: { deadline_s: 0.000_001 } }, writer, team('route'))
    const back = told({ error: { code: 'DEADLINE', message: expect.any(String) } }, calls(['transfer_to_writer', {}]))
    const run = await kit.run('team', 'Go', [calls(['transfer_to_analyst', {}]), back, says('Done.')])
    expect(run).toMatchObject({ status: 'completed', output: 'Done.' })
    await kit.define(analyst)
  })
})

describe('coordinate', () => {
  test('the leader hands out work, at the same time, and sums up what comes back', async () => {
    await kit.define(analyst, writer, team('coordinate'))
    const fresh = says('Four.')
    fresh.expect = ({ messages }) => expect(messages.at(-1)!.content).toBe('Add 2 and 2')
    const run = await kit.run('team', 'Add, then praise', [
      calls(['delegate_to_analyst', { task: 'Add 2 and 2' }], ['delegate_to_writer', { task: 'Praise four' }]),
      fresh,
      says('Four is great.'),
      {
        expect: ({ messages }) =>
          expect(messages.slice(-2).map(({ content }) => content)).toEqual(['Four.', 'Four is great.']),
        answer: { text: 'Four, and it is great.' },
      },
    ])
    expect(run.output).toBe('Four, and it is great.')
    expect(run.played.calls.map(({ key }) => key)).toEqual(['run_agent', 'run_agent_2'])
    expect(run.usage.model_calls).toBe(4)
  })

  test('a member has a conversation of its own, in which the session is not seen', async () => {
    await kit.define(analyst, writer, team('coordinate'))
    await kit.run('team', 'My name is Ada', [says('Hello Ada.')], { session_id: 'shared' })
    const alone = says('Done.')
    alone.expect = ({ messages }) => expect(messages.map(({ content }) => content)).toEqual(['You write.', 'Write'])
    const turns = [calls(['delegate_to_writer', { task: 'Write' }]), alone, says('It is written.')]
    await kit.run('team', 'Have it written', turns, { session_id: 'shared', run_id: 'apart' })
    expect(await runBelow('apart')).toMatchObject([{ session_id: 'shared' }])
    const after = says('Ada')
    after.expect = ({ messages }) => expect(messages.map(({ content }) => content)).not.toContain('Write')
    await kit.run('team', 'Who am I?', [after], { session_id: 'shared' })
  })

  test('members can be teams', async () => {
    const inner = team('route', { name: 'inner', description: 'A team.' })
    await kit.define(analyst, writer, inner, { name: 'outer', mode: 'coordinate', members: [member('inner')] })
    const run = await kit.run(
      'outer',
      'Go',
      [
        calls(['delegate_to_inner', { task: 'Write' }]),
        calls(['transfer_to_writer', {}]),
        says('Deep.'),
        told('Deep.', says('It says: Deep.')),
      ],
      { run_id: 'nested' },
    )
    expect(run.output).toBe('It says: Deep.')
    const [below] = await runBelow('nested')
    expect((await runBelow(below!.id))[0]!.path).toEqual(['outer', 'inner', 'writer'])
  })

  test('an agent can be a tool of another', async () => {
    await kit.define(analyst, { name: 'boss', tools: [{ kind: 'agent', agent: 'analyst', name: 'ask_analyst' }] })
    const run = await kit.run('boss', 'Go', [
      calls(['ask_analyst', { task: 'Count' }]),
      says('3'),
      told('3', says('Three.')),
    ])
    expect(run.output).toBe('Three.')
  })
})

describe.each(['broadcast', 'collaborate'] as const)('%s', (mode) => {
  test('every member gets the request, and the leader makes one answer', async () => {
    await kit.define(analyst, writer, team(mode))
    const asked = (text: string) => ({
      ...says(text),
      expect: ({ messages }: { messages: { content: string | null }[] }) =>
        expect(messages.at(-1)!.content).toBe('Why?'),
    })
    const one = says('Both.')
    one.expect = ({ messages, tools }) => {
      expect(tools).toBeUndefined()
      expect(messages.at(-1)!.content).toBe(
        'What the members of your team answered:\n\n## analyst\nNumbers.\n\n## writer\nWords.',
      )
    }
    const run = await kit.run('team', 'Why?', [asked('Numbers.'), asked('Words.'), one])
    expect(run.output).toBe('Both.')
    expect(run.played.calls.map(({ key }) => key)).toEqual(['run_agent', 'run_agent_2'])
  })
})

describe('tasks', () => {
  const board = (tasks: object[]) => calls(['plan_tasks', { tasks }])

  test('are done wave by wave, each with what came before it', async () => {
    await kit.define(analyst, writer, team('tasks'))
    const last = says('A text about 1 and 2.')
    last.expect = ({ messages }) =>
      expect(messages.at(-1)!.content).toBe('Write about both\n\nWhat was done before:\none: "1"\ntwo: "2"')
    const run = await kit.run('team', 'Go', [
      board([
        { id: 'text', member: 'writer', task: 'Write about both', depends_on: ['one', 'two'] },
        { id: 'one', member: 'analyst', task: 'First number' },
        { id: 'two', member: 'analyst', task: 'Second number' },
      ]),
      says('1'),
      says('2'),
      last,
      told(
        [
          { id: 'text', member: 'writer', status: 'done', result: 'A text about 1 and 2.' },
          { id: 'one', member: 'analyst', status: 'done', result: '1' },
          { id: 'two', member: 'analyst', status: 'done', result: '2' },
        ],
        says('All done.'),
      ),
    ])
    expect(run.output).toBe('All done.')
    expect(run.played.calls.map(({ args }) => args.input)).toEqual([
      ...['First number', 'Second number'],
      expect.stringContaining('Write about both'),
    ])
  })

  test('a task is left undone when one before it failed', async () => {
    await kit.define({ ...analyst, limits: { deadline_s: 0.000_001 } }, writer, team('tasks'))
    const run = await kit.run('team', 'Go', [
      board([
        { id: 'one', member: 'analyst', task: 'Number' },
        { id: 'text', member: 'writer', task: 'Write', depends_on: ['one'] },
        { id: 'other', member: 'writer', task: 'Write more' },
      ]),
      says('More.'),
      told(
        [
          { id: 'one', member: 'analyst', status: 'failed', error: expect.objectContaining({ code: 'DEADLINE' }) },
          { id: 'text', member: 'writer', status: 'skipped', reason: 'one was not done' },
          { id: 'other', member: 'writer', status: 'done', result: 'More.' },
        ],
        says('Half done.'),
      ),
    ])
    expect(run.output).toBe('Half done.')
    await kit.define(analyst)
  })

  test.each([
    [
      'tasks that wait for each other',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      'Tasks wait for each other: a, b.',
    ],
    ['a dependency that is not there', [['a', 'c']], 'a depends on c, which is not on the board.'],
  ])('%s are refused', async (_, pairs, message) => {
    await kit.define(analyst, writer, team('tasks'))
    const tasks = pairs.map(([id, on]) => ({ id, member: 'writer', task: 'x', depends_on: [on] }))
    await kit.run('team', 'Go', [board(tasks), told({ error: { code: 'BAD_BOARD', message } }, says('Sorry.'))])
  })
})

describe('handing work over in a circle', () => {
  test('is found and stopped, with the path it took', async () => {
    await kit.define(
      { name: 'ping', mode: 'route', members: [member('pong')] },
      { name: 'pong', mode: 'route', members: [member('ping')] },
    )
    const run = await kit.run('ping', 'Go', [calls(['transfer_to_pong', {}]), calls(['transfer_to_ping', {}])])
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'HANDOFF_LOOP', details: { path: ['ping', 'pong', 'ping'] } },
    })
    expect(run.error!.message).toContain('ping → pong → ping is a loop')
  })

  test('goes back to a leader that coordinates, who can do without', async () => {
    await kit.define(
      { name: 'chief', mode: 'coordinate', members: [member('aide')] },
      { name: 'aide', mode: 'coordinate', members: [member('chief')] },
    )
    const run = await kit.run('chief', 'Go', [
      calls(['delegate_to_aide', { task: 'Do it' }]),
      calls(['delegate_to_chief', { task: 'You do it' }]),
      told({ error: { code: 'HANDOFF_LOOP', message: expect.any(String) } }, says('I did it.')),
      told('I did it.', says('Done.')),
    ])
    expect(run.output).toBe('Done.')
  })
})

describe('a hook before delegations', () => {
  const hooked = (): AgentInput => team('coordinate', { delegation: { before: 'f/rules/before' } })

  test('can rewrite the task', async () => {
    kit.script('f/rules/before', ({ task, to, from, path }) => ({ task: `${task} (${from} → ${to}, ${path})` }))
    await kit.define(analyst, writer, hooked())
    const rewritten = says('ok')
    rewritten.expect = ({ messages }) => expect(messages.at(-1)!.content).toBe('Write (team → writer, team)')
    await kit.run('team', 'Go', [calls(['delegate_to_writer', { task: 'Write' }]), rewritten, says('Done.')])
  })

  test('can veto one delegation and let another through', async () => {
    kit.script('f/rules/before', ({ to }) => (to === 'writer' ? { veto: 'The writer is on leave.' } : null))
    await kit.define(analyst, writer, hooked())
    const run = await kit.run('team', 'Go', [
      calls(['delegate_to_writer', { task: 'Write' }], ['delegate_to_analyst', { task: 'Count' }]),
      says('3'),
      {
        expect: ({ messages }) =>
          expect(messages.slice(-2).map(({ content }) => content)).toEqual([
            '{"error":{"code":"DELEGATION_VETOED","message":"The writer is on leave."}}',
            '3',
          ]),
        answer: { text: 'Done.' },
      },
    ])
    expect(run).toMatchObject({ status: 'completed', usage: { tool_calls: 1 } })
  })

  test('that vetoes in the last turn leaves no call that was made', async () => {
    kit.script('f/rules/before', () => ({ veto: 'The writer is on leave.' }))
    await kit.define(analyst, writer, { ...hooked(), limits: { max_turns: 1 } })
    const run = await kit.run('team', 'Go', [calls(['delegate_to_writer', { task: 'Write' }])])
    expect(run).toMatchObject({ error: { code: 'MAX_TURNS' }, usage: { tool_calls: 0 } })
  })

  test('lets nothing through when it fails', async () => {
    kit.script('f/rules/before', () => Promise.reject(new Error('broken')))
    await kit.define(analyst, writer, hooked())
    const back = told({ error: { code: 'DELEGATION_HOOK_FAILED', message: expect.any(String) } }, says('Stuck.'))
    expect((await kit.run('team', 'Go', [calls(['delegate_to_writer', { task: 'x' }]), back])).output).toBe('Stuck.')
  })
})

test('a team whose processes end before each checkpoint does everything once, and asks again for last answers only', async () => {
  await kit.define(analyst, writer, team('coordinate'))
  const turns = [
    calls(['delegate_to_writer', { task: 'Write' }]),
    says('Text.'),
    says('Text.'),
    says('Done.'),
    says('Done.'),
  ]
  const run = await kit.run('team', 'Go', turns, { crashes: true, run_id: 'crashing' })
  expect(run.model.requests).toHaveLength(5)
  expect(await runBelow('crashing')).toHaveLength(1)
  expect(typesOf(run.events)).toEqual([
    ...['RUN_STARTED', 'MODEL_ANSWERED', 'TOOL_CALLED', 'TOOL_RETURNED', 'MODEL_ANSWERED', 'RUN_ENDED'],
  ])
  expect((await getRun(kit.sql, 'crashing'))!.usage.model_calls).toBe(3)
})

import { expect, test } from 'vitest'
import { ask, callsOf, textOf, WINDMILL } from './kit.ts'

const route = (task: string) => ask(task, { tools: WINDMILL }, 'Choose a tool for the task of the user.')

test('a script is asked for with its name, language, code and description', () => {
  expect(callsOf(route('Create a simple hello world script'))).toEqual([
    {
      name: 'create_windmill_script',
      arguments: {
        name: 'hello_world',
        language: 'bun',
        code: expect.stringContaining("export async function main(name = 'world')"),
        description: 'Says hello to the world, or to the name it is given.',
      },
    },
  ])
})

test.each([
  ['create a script called sum_it that adds two numbers', 'sum_it'],
  ['create a script named "My Greeting" that greets Ada', 'my_greeting'],
  ['create a script u/ada/tools/shout that uppercases a text', 'shout'],
])('%s: it gets that name', (task, name) => {
  expect(callsOf(route(task))[0]!.arguments.name).toBe(name)
})

test('a flow is asked for with steps that take the result of the one before', () => {
  const [call] = callsOf(
    route('Create a flow called count_page that fetches https://example.com then counts the words'),
  )
  expect(call).toMatchObject({
    name: 'create_windmill_flow',
    arguments: {
      name: 'count_page',
      description: 'Requests an address and returns what it answers as text; then: Counts the words of a text.',
      steps: [
        { id: 'fetch_page', language: 'bun', input_transforms: {} },
        {
          id: 'count_words',
          language: 'bun',
          input_transforms: { text: { type: 'javascript', expr: 'results.fetch_page' } },
        },
      ],
    },
  })
})

test('a step of a flow can be a script that is there, and an address needs no https', () => {
  const stepsOf = (task: string) => callsOf(route(task))[0]!.arguments.steps
  const made = callsOf(route('Make a flow that runs u/ada/greet, then runs u/ada/shout'))[0]!.arguments
  expect(made).toMatchObject({ name: 'greet_then_shout', steps: [{ id: 'greet' }, { id: 'shout' }] })
  expect(stepsOf('Make a flow that runs u/ada/make-list, then counts the words')).toMatchObject([
    { id: 'make_list', script_path: 'u/ada/make-list', input_transforms: {} },
    { input_transforms: { text: { type: 'javascript', expr: 'String(results.make_list)' } } },
  ])
  expect(stepsOf('Make a flow that fetches example.com/a, then counts its words')).toMatchObject([
    { id: 'fetch_page', code: expect.stringContaining("'https://example.com/a'") },
    { id: 'count_words' },
  ])
})

test('a recipe that stands twice in a flow gets two step ids', () => {
  const [call] = callsOf(route('create a flow that reverses "abc", then reverses it'))
  expect((call!.arguments.steps as { id: string }[]).map(({ id }) => id)).toEqual(['reverse_text', 'reverse_text_2'])
})

test.each([
  [
    'create a flow that fetches users from the CRM then emails them',
    'no recipe for the step "fetches users from the CRM"',
  ],
  ['create a flow that greets Ada, then computes the factorial of it', 'factorial takes number and greet gives text'],
  ['create a flow with 11 steps', 'at most 10 steps'],
])('%s: it says why not', (task, why) => {
  expect(callsOf(route(task))).toEqual([])
  expect(textOf(route(task))).toContain('I am the offline model')
  expect(textOf(route(task))).toContain(why)
})

test.each([
  ['execute u/admin/x', 'u/admin/x', {}],
  [
    'Run f/reports/weekly/build with name=Ada, n=3 and dry=true',
    'f/reports/weekly/build',
    { name: 'Ada', n: 3, dry: true },
  ],
  ['Please run the script u/ada/greet with name "Ada Lovelace"', 'u/ada/greet', { name: 'Ada Lovelace' }],
  ['run u/ada/sum {"numbers": [1, 2]}', 'u/ada/sum', { numbers: [1, 2] }],
])('%s: it is run with its arguments', (task, script_path, args) => {
  expect(callsOf(route(task))).toEqual([{ name: 'execute_windmill_task', arguments: { script_path, arguments: args } }])
})

test('something that shall run without a path is asked back for', () => {
  expect(textOf(route('run my report'))).toContain('run u/ada/greet with name=Ada')
})

test('what it cannot do it says, with what it can do and how to get more', () => {
  const answer = route('Predict the stock market of next year')
  expect(callsOf(answer)).toEqual([])
  expect(textOf(answer)).toMatch(/^I am the offline model: plain rules, no language model, so I can't do this/)
  for (const words of ['"Predict the stock market of next year"', 'hello world script', 'OLLAMA_BASE_URL'])
    expect(textOf(answer)).toContain(words)
  expect(textOf(route('Create a Python script that says hello world'))).toContain('not Python')
})

test('without the tool that it needs, nothing is called', () => {
  const tools = WINDMILL.slice(2)
  expect(callsOf(ask('Create a simple hello world script', { tools }))).toEqual([])
  expect(callsOf(ask('Create a simple hello world script'))).toEqual([])
})

/** The answer after one call of a tool and its result. */
function after(task: string, name: string, given: object, content: unknown): string {
  const call = { id: 'c1', type: 'function' as const, function: { name, arguments: JSON.stringify(given) } }
  const messages = [
    { role: 'user' as const, content: task },
    { role: 'assistant' as const, content: null, tool_calls: [call] },
    {
      role: 'tool' as const,
      tool_call_id: 'c1',
      content: typeof content === 'string' ? content : JSON.stringify(content),
    },
  ]
  return textOf(ask(task, { tools: WINDMILL, messages }))
}

test.each([
  [
    'create_windmill_script',
    { name: 'hello_world' },
    { path: 'u/admin/hello_world', result: 'Hello, world!' },
    'I created the script u/admin/hello_world and ran it: it returned "Hello, world!".',
  ],
  ['create_windmill_script', { name: 'hello_world' }, { success: true }, 'I created the script hello_world.'],
  [
    'create_windmill_script',
    { name: 'hello_world' },
    { path: 'u/admin/hello_world', change: 'unchanged', result: 'Hello, world!' },
    'I had the script u/admin/hello_world already and ran it: it returned "Hello, world!".',
  ],
  [
    'create_windmill_flow',
    { name: 'x' },
    { path: 'u/admin/x', change: 'changed', result: null },
    'I made a new version of the flow u/admin/x and ran it: it returned null.',
  ],
  [
    'create_windmill_script',
    { name: 'hello_world' },
    { path: 'u/admin/hello_world', status: 'waiting_approval' },
    'I created the script u/admin/hello_world. It is not finished: waiting_approval.',
  ],
  [
    'create_windmill_flow',
    { name: 'x' },
    { path: 'u/admin/x', result: [1, 2] },
    'I created the flow u/admin/x and ran it: it returned [1,2].',
  ],
  [
    'execute_windmill_task',
    { script_path: 'u/admin/x', arguments: {} },
    { error: { code: 'NOT_FOUND', message: 'no script at u/admin/x' } },
    'Running u/admin/x failed: no script at u/admin/x',
  ],
  ['execute_windmill_task', { script_path: 'u/admin/x' }, 42, 'I ran u/admin/x: it returned 42.'],
  ['execute_windmill_task', { script_path: 'u/a/x' }, 'Error: boom', 'Running u/a/x failed: Error: boom'],
  [
    'execute_windmill_task',
    { script_path: 'u/a/x' },
    { success: false, message: 'boom' },
    'Running u/a/x failed: boom',
  ],
])('%s %j, which returned %j, is summed up', (name, given, content, summary) => {
  expect(after('do it', name, given, content)).toBe(summary)
})

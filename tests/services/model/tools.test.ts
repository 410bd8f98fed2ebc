import { expect, test } from 'vitest'
import { ask, callsOf, textOf, tool } from './kit.ts'

const text = { type: 'string' }
const number = { type: 'number' }
const TOOLS = [
  tool(
    'get_weather',
    'Get the current weather for a city',
    { city: text, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
    ['city'],
  ),
  tool('add', 'Add two numbers', { a: number, b: number }),
  tool('search_workspace', 'Search the scripts and flows of the workspace', { query: text }),
  tool('transfer_to_analyst', 'Hand over to the analyst, for metrics and engagement', { task: text }),
  tool(
    'send_note',
    'Send a note',
    { to: { type: 'string', format: 'email' }, subject: text, tags: { type: 'array', items: text } },
    ['to', 'subject'],
  ),
]

test.each([
  ["What's the weather in Paris?", 'get_weather', { city: 'Paris' }],
  ['get_weather city="New York" unit=celsius', 'get_weather', { city: 'New York', unit: 'celsius' }],
  ['weather for Brno in fahrenheit', 'get_weather', { city: 'Brno', unit: 'fahrenheit' }],
  ['add 2 and 3', 'add', { a: 2, b: 3 }],
  ['use add with b=5 and a=-4.5', 'add', { a: -4.5, b: 5 }],
  ['search the workspace for "invoices"', 'search_workspace', { query: 'invoices' }],
  ["Analyse last week's engagement metrics", 'transfer_to_analyst', { task: "Analyse last week's engagement metrics" }],
  ['Send a note to ada@example.com with subject "Hi"', 'send_note', { to: 'ada@example.com', subject: 'Hi' }],
])('%s', (task, name, args) => {
  expect(callsOf(ask(task, { tools: TOOLS }))).toEqual([{ name, arguments: args }])
})

test('tools that are named are called at once, one by one when told so', () => {
  const both = 'get_weather in Rome and add 1 and 2'
  expect(callsOf(ask(both, { tools: TOOLS })).map(({ name }) => name)).toEqual(['get_weather', 'add'])
  expect(callsOf(ask(both, { tools: TOOLS, parallel_tool_calls: false }))).toHaveLength(1)
  expect(callsOf(ask('use add with a=4 and b=5, then get_weather in Oslo', { tools: TOOLS }))).toEqual([
    { name: 'add', arguments: { a: 4, b: 5 } },
  ])
})

/** The conversation after `add` has returned. */
function afterAdd(task: string, content: string): object {
  const call = { id: 'c1', type: 'function' as const, function: { name: 'add', arguments: '{"a":4,"b":5}' } }
  return {
    tools: TOOLS,
    messages: [
      { role: 'user', content: task },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content },
    ],
  }
}

test('after a result the next tool that was named is called, and at last there are words', () => {
  const task = 'use add with a=4 and b=5, then get_weather in Oslo'
  expect(callsOf(ask(task, afterAdd(task, '9')))).toEqual([{ name: 'get_weather', arguments: { city: 'Oslo' } }])
  expect(textOf(ask('', afterAdd('add 4 and 5', '9')))).toBe('I called add: it returned 9.')
  expect(textOf(ask('', afterAdd(task, '{"error":"overflow"}')))).toBe('add failed: overflow')
})

test('an argument that the words do not give is asked for', () => {
  expect(textOf(ask('weather please', { tools: TOOLS }))).toContain('To call get_weather I need city=…')
})

test('a task that fits no tool is not forced into one', () => {
  const answer = textOf(ask('tell me a joke', { tools: TOOLS }))
  expect(answer).toContain("I can't do this")
  expect(answer).toContain('get_weather, add')
})

test('a call that is required is made, with the smallest valid arguments', () => {
  expect(callsOf(ask('tell me a joke', { tools: TOOLS, tool_choice: 'required' }))).toEqual([
    { name: 'get_weather', arguments: { city: '' } },
  ])
  expect(callsOf(ask('add 7', { tools: TOOLS, tool_choice: 'required' }))).toEqual([
    { name: 'add', arguments: { a: 7, b: 0 } },
  ])
})

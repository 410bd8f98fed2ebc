import type OpenAI from 'openai'
import { expect, test } from 'vitest'
import { agentDefinition } from '../../../f/agents/definition.ts'
import { TOOLS } from '../../../f/openanalyst/router/tool_definitions.ts'
import { TEAM } from '../../../f/openanalyst/team/members.ts'
import { ask, callsOf, textOf, tool } from './kit.ts'

const ROUTER = TOOLS.map(
  ({ name, description, parameters }): OpenAI.Chat.Completions.ChatCompletionFunctionTool => ({
    type: 'function',
    function: { name, description, parameters },
  }),
)
/** The tools of a member, by their names alone. */
const toolsOf = (member: string) => {
  const agent = TEAM.agents.find(({ name }) => name === member)!
  return agentDefinition
    .parse(agent)
    .tools.flatMap((each) => (each.kind === 'script' ? [tool(each.path.split('/').at(-1)!, '', {})] : []))
}
const NOW = '(It is Saturday 2026-11-21, 15:22 in Europe/Prague (2026-11-21T15:22:00+01:00).)'

/** A turn of a member to whom a task was given with the time, after what its tools returned so far. */
function turn(member: string, task: string, results: [name: string, result: unknown][] = [], told = NOW) {
  const messages = [
    { role: 'user', content: `${task}\n\n${told}` },
    ...results.flatMap(([name, result], index) => [
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: `c${index}`, type: 'function', function: { name, arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: `c${index}`, content: JSON.stringify(result) },
    ]),
  ]
  return ask('', { tools: toolsOf(member), messages })
}

test.each([
  ['Analyze engagement of my posts', 'analyst'],
  ['Report of last week', 'analyst'],
  ['How many visits did we have last week?', 'analyst'],
  ['Draft a post that says hello', 'social_manager'],
  ['Schedule a post for tomorrow 9:00', 'social_manager'],
])('the router hands "%s" to the %s', (task, member) => {
  expect(callsOf(ask(task, { tools: ROUTER }))).toEqual([{ name: 'ask_member', arguments: { member, task } }])
})

test.each([
  ['Create a simple hello world script', ['create_windmill_script']],
  ['Make a flow that fetches https://example.com, then counts its words', ['create_windmill_flow']],
  ['Fly me to the moon', []],
])('the router keeps "%s" to itself', (task, tools) => {
  expect(callsOf(ask(task, { tools: ROUTER })).map(({ name }) => name)).toEqual(tools)
})

test.each([
  ['Report of last week', 'analyst'],
  ['How many visits did we have?', 'analyst'],
  ['Analyze engagement of my posts', 'analyst'],
  ['Schedule the post "Hello" for tomorrow 9:00', 'social_manager'],
  ['Draft a post that says hi', 'social_manager'],
  ['Create a simple hello world script', 'windmill_builder'],
])('the team as one agent hands "%s" over to the %s', (task, member) => {
  const members = TEAM.agents.filter(({ name }) => name !== 'openanalyst')
  const tools = members.map(({ name, description }) =>
    tool(`transfer_to_${name}`, `Hands the whole request over to ${name}: ${description}`, { task: {} }, []),
  )
  expect(callsOf(ask(task, { tools }))).toEqual([{ name: `transfer_to_${member}`, arguments: {} }])
  const own = tool('get_weather', 'Get the current weather for a city', { city: { type: 'string' } })
  expect(callsOf(ask('weather in Paris', { tools: [...tools, own] }))[0]!.name).toBe('get_weather')
})

test('the time that a task is told with is no part of it', () => {
  const builder = TOOLS.slice(0, 3).map((each) => ({ type: 'function' as const, function: { ...each } }))
  const calls = callsOf(ask(`Create a simple hello world script\n\n${NOW}`, { tools: builder }))
  expect(calls.map(({ name }) => name)).toEqual(['create_windmill_script'])
})

test('what a member answers is the answer', () => {
  const messages = [
    { role: 'user', content: 'Report of last week' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'ask_member', arguments: '{"member":"analyst"}' } }],
    },
  ]
  const after = (outcome: object) =>
    textOf(
      ask('', {
        tools: ROUTER,
        messages: [...messages, { role: 'tool', tool_call_id: 'c', content: JSON.stringify(outcome) }],
      }),
    )
  expect(after({ ok: true, kind: 'agent', path: 'analyst', result: '766 visits' })).toBe('766 visits')
  const failed = { ok: false, path: 'analyst', error: { code: 'SOCIAL_UNAVAILABLE', message: 'It is down.' } }
  expect(after(failed)).toBe('The analyst could not do it: It is down.')
})

test.each([
  ['Report of last week', '2026-11-09', '2026-11-15'],
  ['Report of this week', '2026-11-16', '2026-11-21'],
  ['Report of the last 3 days', '2026-11-19', '2026-11-21'],
  ['Report of yesterday', '2026-11-20', '2026-11-20'],
  ['Report of last month', '2026-10-01', '2026-10-31'],
  ['Report of 2026-11-01 to 2026-11-05', '2026-11-01', '2026-11-05'],
])('the analyst fetches and reports the days of "%s"', (task, from_day, to_day) => {
  expect(callsOf(turn('analyst', task))).toEqual([{ name: 'fetch_metrics', arguments: { from_day, to_day } }])
  expect(callsOf(turn('analyst', task, [['fetch_metrics', { changed: 3 }]]))).toEqual([
    { name: 'generate_report', arguments: { from_day, to_day, title: 'Report' } },
  ])
})

test('the analyst does not guess which days are meant', () => {
  expect(textOf(turn('analyst', 'Report of last week', [], ''))).toContain("can't tell which days")
})

test('the analyst tells a failure, and goes no further', () => {
  const error = { code: 'SOCIAL_NOT_CONFIGURED', message: 'There is no social API.' }
  expect(textOf(turn('analyst', 'Report of last week', [['fetch_metrics', { error }]]))).toBe(
    'fetch_metrics failed: There is no social API.',
  )
})

test('the analyst says which posts could not be read, and why, beside what was counted', () => {
  const counted = { impressions: 100, likes: 4, comments: 2, shares: 1 }
  const error = { code: 'SOCIAL_REFUSED', message: 'There is no such post.', details: {} }
  const faults = [{ post_id: 'p2', text: 'Gone', error }]
  const result = { posts: [{ text: 'There', ...counted }], total: counted, faults }
  expect(textOf(turn('analyst', 'Analyze engagement of my posts', [['analyze_engagement', result]]))).toBe(
    [
      '1 post: 100 impressions, 4 likes, 2 comments, 1 shares. The best first:',
      '- "There": 100 impressions, 4 likes, 2 comments, 1 shares',
      '1 post could not be read:',
      '- "Gone": There is no such post.',
    ].join('\n'),
  )
})

test('the analyst answers with the numbers of the tool', () => {
  const total = (sum: number) => ({ sum, avg: 1, min: 1, max: 1, count: 1, growth: null })
  const series = [
    { metric: 'visits', source: null, total: total(7) },
    { metric: 'visits', source: 'f/a/b', total: total(7) },
    { metric: 'followers', source: null, total: total(9) },
  ]
  const data = { series, from_day: '2026-11-09', to_day: '2026-11-15' }
  const asked = 'How many visits did we have last week?'
  expect(
    textOf(
      turn('analyst', asked, [
        ['fetch_metrics', {}],
        ['aggregate_data', data],
      ]),
    ),
  ).toBe('visits: 7 in all, 2026-11-09 to 2026-11-15')
})

test.each([
  ['tomorrow 9:00', '2026-11-22T09:00:00+01:00'],
  ['tomorrow at 6:30 pm', '2026-11-22T18:30:00+01:00'],
  ['Monday at 9', '2026-11-23T09:00:00+01:00'],
  ['Saturday at 12 am', '2026-11-28T00:00:00+01:00'],
  ['2026-12-01 08:15', '2026-12-01T08:15:00+01:00'],
  ['2026-12-01T08:15Z', '2026-12-01T08:15:00Z'],
])('the social manager drafts a post, then schedules it for %s', (when, at) => {
  const task = `Schedule the post "See you at 10:00" for ${when}`
  expect(callsOf(turn('social_manager', task))).toEqual([
    { name: 'create_post', arguments: { text: 'See you at 10:00' } },
  ])
  const draft = { id: 'p1', text: 'See you at 10:00', status: 'draft' }
  expect(callsOf(turn('social_manager', task, [['create_post', draft]]))).toEqual([
    { name: 'schedule_post', arguments: { post_id: 'p1', at } },
  ])
})

test.each([
  ['Draft a post that says hello to all', { text: 'hello to all' }],
  ['Publish the post "Now!"', { text: 'Now!', publish: true }],
  ['Schedule a post saying good morning tomorrow 9:00', { text: 'good morning' }],
])('the social manager takes the words of "%s"', (task, args) => {
  expect(callsOf(turn('social_manager', task))).toEqual([{ name: 'create_post', arguments: args }])
})

test.each([
  ['Schedule a post for tomorrow 9:00', NOW, "can't make up its words"],
  ['Schedule the post "Hello" for some day', NOW, "can't tell when that is"],
  ['Schedule the post "Hello" for tomorrow 9:00', '', "can't tell when that is"],
])('the social manager says what is missing in "%s"', (task, told, says) => {
  expect(textOf(turn('social_manager', task, [], told))).toContain(says)
})

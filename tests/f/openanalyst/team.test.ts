import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { deriveId } from '../../../f/lib/ids.ts'
import { type OpenAnalyst, startOpenAnalyst } from '../../helpers/open-analyst.ts'
import { type ModelTurn, type ScriptedModel, startScriptedModel } from '../../helpers/scripted-model.ts'
import { type SocialApiServer, startSocialApi } from '../../helpers/social-api.ts'

let analyst: OpenAnalyst
let social: SocialApiServer
let model: ScriptedModel | undefined

beforeAll(async () => {
  analyst = await startOpenAnalyst()
  social = await startSocialApi({ metrics: [{ metric: 'visits', at: '2026-11-10T12:00:00Z', value: 7 }] })
  const about = { path: 'f/openanalyst/social_api', resource_type: 'social_api', value: social.resource }
  await analyst.call('POST', '/resources/create', about)
})
afterAll(async () => {
  await social?.stop()
  await analyst?.stop()
})
afterEach(async () => {
  await model?.stop()
  model = undefined
  await analyst.useModel()
})

async function script(...turns: ModelTurn[]): Promise<ScriptedModel> {
  model = await startScriptedModel(turns)
  await analyst.useModel(model.provider)
  return model
}

const calls = (name: string, args: object): ModelTurn => ({ answer: { calls: [{ name, arguments: args }] } })
const says = (text: string): ModelTurn => ({ answer: { text } })
/** A turn of an agent that has these tools. */
const offered = (tools: string[], turn: ModelTurn): ModelTurn => ({
  ...turn,
  expect: (request) => expect(request.tools!.map((tool) => tool.function.name)).toEqual(tools),
})
const ANALYST = ['fetch_metrics', 'aggregate_data', 'generate_report', 'analyze_engagement']
const MANAGER = ['create_post', 'schedule_post', 'publish_post', 'unschedule_post', 'analyze_engagement']
const days = { from_day: '2026-11-09', to_day: '2026-11-15' }

test('the router asks the analyst, who fetches and aggregates, and tells what came of it', async () => {
  const playing = await script(
    calls('ask_member', { member: 'analyst', task: 'How many visits in the week of 9 November?' }),
    offered(ANALYST, calls('fetch_metrics', days)),
    calls('aggregate_data', days),
    says('There were 7 visits.'),
    says('The analyst found 7 visits.'),
  )
  const { success, result, events } = await analyst.put('How many visits did we have?')
  playing.check()
  expect(success).toBe(true)
  expect(result).toMatchObject({
    ...{ status: 'completed', answer: 'The analyst found 7 visits.' },
    works: [{ kind: 'agent', path: 'analyst', change: null, result: 'There were 7 visits.' }],
  })
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  expect(events.map(({ message }) => message)).toContain(
    'Asking the analyst: How many visits in the week of 9 November?',
  )
  const aggregated = playing.requests[3]!.messages.at(-1)!.content!
  expect(JSON.parse(aggregated).series[0]).toMatchObject({ metric: 'visits', total: { sum: 7 } })
})

test('the social manager makes a draft, which nobody has to agree to', async () => {
  const playing = await script(
    calls('ask_member', { member: 'social_manager', task: 'Draft a post that says hello.' }),
    offered(MANAGER, calls('create_post', { text: 'Hello!' })),
    says('A draft is there.'),
    says('Drafted.'),
  )
  const { result } = await analyst.put('Draft a hello')
  playing.check()
  expect(result).toMatchObject({ status: 'completed', works: [{ path: 'social_manager' }] })
  expect(JSON.parse(playing.requests[2]!.messages.at(-1)!.content!)).toMatchObject({ text: 'Hello!', status: 'draft' })
  expect(social.posts).toEqual([])
})

test('the social manager publishes after a person has agreed', async () => {
  const playing = await script(
    calls('ask_member', { member: 'social_manager', task: 'Publish a hello.' }),
    calls('create_post', { text: 'Hello!', publish: true }),
    says('Published.'),
    says('It is out.'),
  )
  let asked: Promise<void> | undefined
  const { result } = await analyst.put('Publish a hello', ({ run_id, data }) => {
    if (data.member) asked ??= agree(deriveId('member', run_id, 'turn/1/call/1'))
  })
  await asked
  playing.check()
  expect(result).toMatchObject({ status: 'completed', answer: 'It is out.' })
  expect(social.posts).toMatchObject([{ text: 'Hello!' }])
})

/** Agrees to what a run asks, as soon as it does. Nothing is published before. */
async function agree(runId: string): Promise<void> {
  const { baseUrl, token } = analyst.target
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const run = `${baseUrl}/api/r/openanalyst/v1/runs/${runId}`
  for (;;) {
    const { status, pending_approvals } = (await (await fetch(run, { headers })).json()) as {
      status?: string
      pending_approvals?: { key: string }[]
    }
    if (status !== 'waiting_approval') continue
    expect(social.posts).toEqual([])
    const approval = `${run}/approvals/${pending_approvals![0]!.key}`
    const { ok } = await fetch(approval, { method: 'POST', headers, body: JSON.stringify({ approve: true }) })
    if (ok) return
  }
}

test('a member whose model fails fails the task with its code', async () => {
  const playing = await script(
    calls('ask_member', { member: 'analyst', task: 'Count.' }),
    { answer: { status: 401, body: '{"error":{"message":"no"}}' } },
    says('The analyst cannot be asked.'),
  )
  const { success, result } = await analyst.put('Count')
  playing.check()
  expect(success).toBe(false)
  expect(result).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^LLM_/) } })
})

test('the same team answers as one agent, which hands a request to a member', async () => {
  const playing = await script(
    offered(
      ['transfer_to_analyst', 'transfer_to_social_manager', 'transfer_to_windmill_builder'],
      calls('transfer_to_windmill_builder', {}),
    ),
    offered(
      ['search_workspace', 'create_windmill_script', 'create_windmill_flow', 'execute_windmill_task'],
      says('Nothing to build.'),
    ),
  )
  const args = { agent: 'openanalyst', input: 'Build nothing' }
  expect(await analyst.call('POST', '/jobs/run_wait_result/p/f/agents/run_agent', args)).toMatchObject({
    ...{ status: 'completed', output: 'Nothing to build.' },
  })
  playing.check()
})

test('an OpenAI client has the team report in words, with the offline model', async () => {
  const client = new OpenAI({ baseURL: `${analyst.hubUrl}/v1`, apiKey: analyst.target.token })
  const asked = { role: 'user', content: 'Make a report of 2026-11-09 to 2026-11-15' } as const
  const { choices } = await client.chat.completions.create({ model: 'openanalyst', messages: [asked] })
  expect(choices[0]!.message.content).toMatch(
    /^# Report\n2026-11-09 to 2026-11-15, by day.*\n- \*\*visits\*\*: 7 in all/,
  )
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClosedEvaluation } from '../../../f/agents/evals/index.ts'
import { jobIdOf } from '../../../f/agents/jobs/index.ts'
import { deriveId } from '../../../f/lib/ids.ts'
import { type OpenAnalyst, startOpenAnalyst } from '../../helpers/open-analyst.ts'

let windmill: OpenAnalyst
beforeAll(async () => {
  windmill = await startOpenAnalyst()
  await preview(DEFINE)
})
afterAll(async () => windmill?.stop())

/** Code that is run as a script of f/agents. */
const preview = (content: string, args: object = {}) =>
  windmill.call('POST', '/jobs/run_wait_result/preview', { language: 'bun', path: 'f/agents/of_a_test', content, args })

const DEFINE = `
import { jobUser } from '../lib/job_user.ts'
import { dataTable } from '../lib/store/index.ts'
import { agentDefinition } from './definition.ts'
import { addAgent } from './store/agents.ts'

export async function main() {
  const own = { user_id: jobUser(), at: new Date().toISOString() }
  const helper = { name: 'helper', instructions: 'You help.', memory: { facts: 'auto' } }
  const team = { name: 'team', mode: 'broadcast', members: [{ kind: 'agent', agent: 'helper' }] }
  const approval = 'always'
  const payer = { name: 'payer', tools: [{ kind: 'script', path: 'u/admin/pay', approval }] }
  for (const agent of [helper, team, payer])
    await addAgent(dataTable(), { ...own, id: agent.name, definition: agentDefinition.parse(agent) })
}`

const EVENTS = `
import { dataTable, listEvents } from '../lib/store/index.ts'

export async function main(run_id: string, type: string) {
  const events = await listEvents(dataTable(), run_id)
  return events.filter((event) => event.type === type)
}`

describe('a suite', () => {
  const suite = (input: string, agent = 'helper') => ({
    ...{ name: 'Greetings', agent },
    cases: [
      {
        name: 'greets',
        input,
        checks: [
          { kind: 'contains', text: 'hello' },
          { kind: 'tokens', max: 1000 },
        ],
      },
      { name: 'takes note', input: 'My name is Ada', checks: [{ kind: 'matches', pattern: 'name is Ada' }] },
    ],
  })
  const run = (args: object) =>
    windmill.call('POST', '/jobs/run_wait_result/f/f/agents/run_eval_suite', args) as Promise<ClosedEvaluation>

  test('runs as a flow, is recorded, and is replayed without the model', async () => {
    const recorded = await run({ suite: suite('Hello'), mode: 'record' })
    expect(recorded).toMatchObject({ passed: true, report: { counts: { passed: 2 } } })
    const { evaluation_id } = recorded.report
    await windmill.useModel({
      ...{ kind: 'offline', base_url: 'http://127.0.0.1:9/v1', models: { chat: 'offline', embedding: 'offline' } },
    })
    try {
      const replay = { mode: 'replay', recording_id: evaluation_id }
      expect(await run({ suite: suite('Hello'), ...replay })).toMatchObject({ passed: true })
      const { passed, markdown, report } = await run({ suite: suite('Hello you'), only: ['greets'], ...replay })
      expect({ passed, cases: report.counts.cases }).toEqual({ passed: false, cases: 1 })
      expect(markdown).toContain('```diff\n@ messages.1.content\n- "Hello"\n+ "Hello you"\n```')
    } finally {
      await windmill.useModel()
    }
  })

  test('replays the members of a team as well', async () => {
    const recorded = await run({ suite: suite('Hello', 'team'), only: ['greets'], mode: 'record' })
    expect(recorded.passed).toBe(true)
    const { evaluation_id: recording_id, totals } = recorded.report
    const replayed = await run({ suite: suite('Hello', 'team'), only: ['greets'], mode: 'replay', recording_id })
    expect(replayed).toMatchObject({ passed: true, report: { totals: { input_tokens: totals.input_tokens } } })
  })

  test('says what a person would, and nobody is asked', async () => {
    const content = 'export function main(amount: number) { return `paid ${amount}` }'
    const amount = { type: 'number' }
    const schema = { type: 'object', properties: { amount }, required: ['amount'] }
    await windmill.call('POST', '/scripts/create', {
      ...{ path: 'u/admin/pay', language: 'bun', content, schema, summary: 'Pays', description: '', lock: '' },
    })
    const input = 'Use pay with amount=500'
    const yes = [{ tool: 'pay', approve: true, arguments: { amount: 5 } }]
    const { passed, markdown, report } = await run({
      suite: {
        ...{ name: 'Payments', agent: 'payer' },
        cases: [
          { name: 'agreed', input, approvals: yes, checks: [{ kind: 'contains', text: 'paid 5"' }] },
          {
            ...{ name: 'not said', input },
            checks: [
              { kind: 'contains', text: 'Nobody is asked in an evaluation' },
              { kind: 'not_called', tool: 'pay' },
            ],
          },
        ],
      },
    })
    expect(passed, markdown).toBe(true)
    const run_id = deriveId('evaluation', report.evaluation_id, 'agreed')
    const approver = 'the evaluation'
    expect(await preview(EVENTS, { run_id, type: 'APPROVAL_DECIDED' })).toMatchObject([{ data: { approver } }])
  })

  test('whose agent is not there reports each case as an error', async () => {
    const { report } = await run({ suite: suite('Hello', 'nobody') })
    expect(report).toMatchObject({
      passed: false,
      counts: { error: 2 },
      cases: [{ error: { code: 'AGENT_NOT_FOUND', message: expect.stringContaining('There is no agent nobody') } }, {}],
    })
  })
})

/** Follows a job by the server's own stream until it has ended. */
async function ended(id: string): Promise<void> {
  for (let stream = ''; !stream.includes('"completed":true'); )
    stream = String(await windmill.call('GET', `/jobs_u/getupdate_sse/${id}?fast=true&no_logs=true`))
}

describe('what is told in one session', () => {
  const ask = (input: string, session_id: string) =>
    windmill.call('POST', '/jobs/run_wait_result/p/f/agents/run_agent', {
      ...{ agent: 'helper', input, session_id },
    }) as Promise<{ run_id: string; output: string }>

  test('is known in the next, and both runs have events that say so', async () => {
    const { run_id } = await ask('I live in Bern', 'first')
    await ended(jobIdOf(run_id, 'tend'))
    expect(await preview(EVENTS, { run_id, type: 'MEMORIES_KEPT' })).toMatchObject([
      { data: { memories: [{ kind: 'conversation' }, { kind: 'fact', content: 'The user lives in Bern.' }] } },
    ])
    const next = await ask('Where do I live?', 'second')
    expect(next.output).toBe('You live in Bern.')
    const [recalled] = (await preview(EVENTS, { run_id: next.run_id, type: 'MEMORIES_RECALLED' })) as {
      data: { memories: { content: string; why: string }[] }
    }[]
    expect(recalled!.data.memories).toContainEqual(
      expect.objectContaining({
        content: 'The user lives in Bern.',
        why: expect.stringMatching(/^meaning 0\.\d\d \(by vector\)/),
      }),
    )
  })
})

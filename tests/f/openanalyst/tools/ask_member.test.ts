import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { agentDefinition } from '../../../../f/agents/definition.ts'
import { addVersion, getAgent } from '../../../../f/agents/store/agents.ts'
import { deriveId } from '../../../../f/lib/ids.ts'
import { TEAM } from '../../../../f/openanalyst/team/members.ts'
import { main as askMember } from '../../../../f/openanalyst/tools/ask_member.ts'
import { playWorkflow, type WorkflowCall } from '../../../helpers/play-workflow.ts'
import { useSocialBench } from '../social/kit.ts'

const bench = useSocialBench()

beforeAll(() => {
  bench.asJob('asking')
})

const run = { run_id: 'task-1', user_id: 'ada', session_id: 's1' }
const answered = (call: WorkflowCall) => ({ run_id: call.args.run_id, status: 'completed', output: '42', error: null })
const ask = (member: string, of: object | null = run, answer: (call: WorkflowCall) => unknown = answered) =>
  playWorkflow(() => askMember(member, 'How many?', of, 'turn/1/call/1'), { answer })

describe('ask_member', () => {
  test("runs the user's own agent as a job, and hands its answer on", async () => {
    const { result, calls } = await ask('analyst')
    expect(result).toEqual({ ok: true, kind: 'agent', path: 'analyst', change: null, result: '42' })
    const run_id = deriveId('member', 'task-1', 'turn/1/call/1')
    expect(calls).toMatchObject([{ path: 'f/agents/run_agent', args: { run_id, agent: 'analyst', session_id: 's1' } }])
    expect(calls[0]!.args.input).toMatch(
      /^How many\?\n\n\(It is \w+ \d{4}-\d\d-\d\d, \d\d:\d\d in UTC \(.+\+00:00\)\.\)$/,
    )
    expect((await bench.events('task-1')).map(({ message }) => message)).toEqual([
      'Asking the analyst: How many?',
      'The agent analyst returned "42"',
    ])
  })

  test('gives the user the team, and leaves alone what they have changed', async () => {
    await ask('analyst')
    const agentOf = (user_id: string, agent: string) => getAgent(bench.sql, { user_id, agent })
    const analyst = await agentOf('ada', 'analyst')
    expect(analyst).toMatchObject({ name: 'analyst', last_version: 1 })
    const definition = agentDefinition.parse({ name: 'analyst', instructions: 'Mine.' })
    await addVersion(bench.sql, { id: analyst!.id, base: 1, definition, at: '2026-11-21T10:00:00Z' })
    await ask('analyst')
    expect(await agentOf('ada', 'analyst')).toMatchObject({ last_version: 2 })
    for (const name of ['social_manager', 'windmill_builder', 'openanalyst'])
      expect(await agentOf('ada', name), name).toMatchObject({ name })
    expect(await agentOf('bob', 'analyst')).toBeNull()
  })

  test('has a conversation of its own where the task is another user’s', async () => {
    const { calls } = await ask('analyst', { ...run, user_id: 'bob' })
    expect(calls[0]!.args.session_id).toBeNull()
  })

  test.each([
    ['failed', { code: 'LLM_UNREACHABLE', message: 'Down.', details: {} }, 'LLM_UNREACHABLE'],
    ['cancelled', null, 'MEMBER_ENDED'],
  ])('tells of a run that is %s', async (status, error, code) => {
    const { result } = await ask('analyst', run, () => ({ status, output: null, error }))
    expect(result).toMatchObject({ ok: false, path: 'analyst', error: { code } })
  })

  test('tells of a job that broke', async () => {
    const { result } = await ask('analyst', run, () => {
      throw new Error('worker died')
    })
    expect(result).toMatchObject({ ok: false, error: { message: expect.stringContaining('worker died') } })
  })

  test('counts by what its tools came to, not by what it says', async () => {
    const error = { code: 'SOCIAL_UNAVAILABLE', message: 'It is down.', details: {} }
    const asked = async (task: string, ends: { status: 'completed' | 'failed' | 'refused'; place: string }[]) => {
      const of = { ...run, run_id: task }
      const run_id = deriveId('member', task, 'turn/1/call/1')
      for (const { place, status } of ends)
        await bench.sql`INSERT INTO tool_calls (id, run_id, place, tool, arguments, status, error, created_at,
            approval_job, reason)
          VALUES (${`${task}/${place}`}, ${run_id}, ${place}, 'fetch', '{}'::jsonb, ${status},
            ${JSON.stringify(status === 'failed' ? error : null)}::text::jsonb, '2026-11-21'::timestamptz,
            ${status === 'refused' ? 'job' : null}, ${status === 'refused' ? 'no' : null})`.execute()
      return (await ask('analyst', of)).result
    }
    expect(await asked('broken', [{ place: '1.1', status: 'failed' }])).toEqual({ ok: false, path: 'analyst', error })
    const mended = [
      { place: '9.1', status: 'failed' },
      { place: '10.1', status: 'completed' },
      { place: '10.2', status: 'failed' },
    ] as const
    expect(await asked('mended', [...mended])).toMatchObject({ ok: true, result: '42' })
    const refused = await asked('refused', [{ place: '1.1', status: 'refused' }])
    expect(refused).toMatchObject({ ok: false, error: { code: 'NOT_APPROVED', message: expect.stringMatching(/no$/) } })
  })

  test('that says it can’t, and has called nothing, has declined', async () => {
    const { result } = await ask('analyst', { ...run, run_id: 'task-no' }, (call) => {
      return { ...answered(call), output: "I can't do this." }
    })
    expect(result).toMatchObject({ ok: false, error: { code: 'MEMBER_DECLINED', message: "I can't do this." } })
  })

  test('refuses who is no member, and asks nobody', async () => {
    const { result, calls } = await ask('boss')
    expect(result).toMatchObject({ ok: false, path: 'boss', error: { code: 'BAD_ARGUMENTS' } })
    expect(calls).toEqual([])
  })
})

describe('the team', () => {
  test('is made of agents as they must be, whose scripts are there', () => {
    const agents = TEAM.agents.map((agent) => agentDefinition.parse(agent))
    expect(agents.map(({ name }) => name)).toEqual(['analyst', 'social_manager', 'windmill_builder', 'openanalyst'])
    const paths = agents.flatMap(({ tools }) => tools.flatMap((tool) => (tool.kind === 'script' ? [tool.path] : [])))
    for (const path of paths) expect(existsSync(new URL(`../../../../${path}.ts`, import.meta.url)), path).toBe(true)
    expect(agents.at(-1)).toMatchObject({
      ...{ mode: 'route' },
      members: [{ agent: 'analyst' }, { agent: 'social_manager' }, { agent: 'windmill_builder' }],
    })
  })

  test('publishes nothing before a person has agreed', () => {
    const { tools } = agentDefinition.parse(TEAM.agents[1])
    const approvals = tools.map((tool) => [tool.kind === 'script' && tool.path.split('/').at(-1), tool.approval])
    expect(Object.fromEntries(approvals)).toMatchObject({
      ...{ create_post: { when: 'args.publish == true' }, schedule_post: 'always', publish_post: 'always' },
    })
  })
})

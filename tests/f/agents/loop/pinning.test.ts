import { describe, expect, test } from 'vitest'
import type { AgentInput } from '../../../../f/agents/definition.ts'
import { beginMemberRun } from '../../../../f/agents/store/begin_member_run.ts'
import { createRun, getRun } from '../../../../f/agents/store/runs.ts'
import { main as tendSession } from '../../../../f/agents/tend_session.ts'
import { calls, says, told, useLoopKit } from './kit.ts'

const kit = useLoopKit()
const versioned: AgentInput = {
  name: 'versioned',
  instructions: 'First.',
  tools: [{ kind: 'script', path: 'f/x/say' }],
}

describe('a run pins what it began with', () => {
  test('a tool that is deployed anew meanwhile runs as it was', async () => {
    kit.script('f/x/say', () => {
      kit.change('f/x/say', () => 'new')
      return 'old'
    })
    await kit.define(versioned)
    const run = await kit.run('versioned', 'Say twice', [
      calls(['say', {}]),
      // The tool has changed by the time that the second call is made.
      told('old', calls(['say', {}])),
      told('old', says('done')),
    ])
    expect(run.played.calls.map(({ path }) => path)).toEqual(['f/x/say', 'f/agents/tools/call_pinned'])
    const pinned = (await getRun(kit.sql, run.run_id))!.pinned as { agents: Record<string, { tools: object[] }> }
    expect(pinned.agents.versioned!.tools[0]).toMatchObject({
      target: { runnable: { kind: 'script', path: 'f/x/say', hash: expect.any(String) } },
    })
  })

  test('a member that is published anew meanwhile is the old one', async () => {
    const member: AgentInput = { name: 'member', instructions: 'Old.' }
    const leader: AgentInput = {
      ...{ name: 'leader', mode: 'coordinate', members: [{ kind: 'agent', agent: 'member' }] },
      tools: [{ kind: 'script', path: 'f/x/publish' }],
    }
    await kit.define(member, leader)
    kit.script('f/x/publish', () => kit.define({ ...member, instructions: 'New.' }))
    const old = says('ok')
    old.expect = ({ messages }) => expect(messages[0]!.content).toBe('Old.')
    await kit.run('leader', 'Go', [
      calls(['publish', {}]),
      calls(['delegate_to_member', { task: 'Work' }]),
      old,
      says('done'),
    ])
    const fresh = says('ok')
    fresh.expect = ({ messages }) => expect(messages[0]!.content).toBe('New.')
    await kit.run('member', 'Go', [fresh])
  })

  test('a run of the API keeps the version, the user and the input that it was made with', async () => {
    kit.script('f/x/say', () => 'x')
    await kit.define({ ...versioned, name: 'kept' })
    await createRun(kit.sql, {
      ...{ id: 'of-the-api', user_id: 'ada', session_id: 's', agent_id: 'id-of-kept', agent_version: 1 },
      ...{ agent: 'kept', input: 'Hello', at: new Date().toISOString() },
    })
    await kit.define({ ...versioned, name: 'kept', instructions: 'Second.' })
    // What a token is labelled names nobody.
    process.env.WM_USERNAME = 'somebody'
    const turn = says('ok')
    turn.expect = ({ messages }) => expect(messages.map(({ content }) => content)).toEqual(['First.', 'Hello'])
    await kit.run('', 'something else', [turn], { run_id: 'of-the-api' })
    expect(await getRun(kit.sql, 'of-the-api')).toMatchObject({ user_id: 'ada', agent_version: 1, input: 'Hello' })
  })
})

describe('a run cannot begin', () => {
  test('without a tool that is deployed', async () => {
    await kit.define({ name: 'bare', tools: [{ kind: 'script', path: 'f/x/gone' }] })
    const run = await kit.run('bare', 'Go', [])
    expect(run).toMatchObject({ status: 'failed', error: { code: 'TOOL_NOT_FOUND', details: { path: 'f/x/gone' } } })
    expect(run.events).toMatchObject([{ type: 'RUN_ENDED', data: { status: 'failed' } }])
  })

  test('with two tools of one name', async () => {
    kit.script('f/x/say', () => 1)
    kit.script('f/y/say', () => 2)
    const tools = ['f/x/say', 'f/y/say'].map((path) => ({ kind: 'script', path }) as const)
    await kit.define({ name: 'twins', tools })
    expect(await kit.run('twins', 'Go', [])).toMatchObject({ status: 'failed', error: { code: 'TOOL_NAME_TAKEN' } })
  })

  test('as the run of another user', async () => {
    await kit.define({ name: 'mine' })
    process.env.WM_PERMISSIONED_AS = 'u/eve'
    await expect(kit.run('mine', 'Go', [])).rejects.toThrow('There is no agent mine')
    await createRun(kit.sql, {
      ...{ id: 'of-ada', user_id: 'ada', session_id: 's', agent_id: 'id-of-mine', agent_version: 1 },
      ...{ agent: 'mine', input: 'Hello', at: new Date().toISOString() },
    })
    process.env.WM_USERNAME = 'ada'
    await expect(kit.run('', 'Go', [], { run_id: 'of-ada' })).rejects.toThrow('You have no run of-ada')
    expect(await getRun(kit.sql, 'of-ada')).toMatchObject({ status: 'queued' })
  })

  test('below the run of another user, nor is what follows one theirs to do', async () => {
    await kit.define({ name: 'mine' })
    await kit.run('mine', 'Go', [says('Done.')], { run_id: 'ended-of-ada' })
    const open = { id: 'open-of-ada', user_id: 'ada', session_id: 's', agent_id: 'id-of-mine', agent_version: 1 }
    await createRun(kit.sql, { ...open, agent: 'mine', input: 'Hello', at: new Date().toISOString() })
    const { pinned } = (await getRun(kit.sql, 'ended-of-ada'))!
    await kit.sql`UPDATE runs SET pinned = ${pinned as object}::jsonb WHERE id = 'open-of-ada'`.execute()
    const member = { id: 'member', parent_run_id: 'open-of-ada', agent: 'mine', input: '', job_id: 'j' }
    const begin = (user_id: string) => beginMemberRun(kit.sql, { ...member, user_id, at: new Date().toISOString() })
    expect(await begin('eve')).toBeNull()
    expect(await begin('ada')).toMatchObject({ is_new: true, user_id: 'ada' })
    process.env.WM_PERMISSIONED_AS = 'u/eve'
    await expect(tendSession('ended-of-ada')).rejects.toThrow('You have no run ended-of-ada')
  })
})

test('a run that has ended answers how, and does nothing again', async () => {
  await kit.define({ name: 'once' })
  const first = await kit.run('once', 'Go', [says('Done.')], { run_id: 'once' })
  const again = await kit.run('once', 'Go', [], { run_id: 'once' })
  expect(again).toMatchObject({ run_id: 'once', status: 'completed', output: 'Done.', usage: first.usage })
  expect(again.events).toEqual(first.events)
})

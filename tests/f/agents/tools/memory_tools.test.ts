import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Closure } from '../../../../f/agents/closure/index.ts'
import { agentDefinition } from '../../../../f/agents/definition.ts'
import { listMemories } from '../../../../f/agents/memory/index.ts'
import { createRun } from '../../../../f/agents/store/runs.ts'
import { main as forget } from '../../../../f/agents/tools/forget.ts'
import { main as remember } from '../../../../f/agents/tools/remember.ts'
import { at, type MemoryBench, openMemoryBench } from '../memory/kit.ts'

let bench: MemoryBench
beforeAll(async () => {
  bench = await openMemoryBench()
})
afterAll(async () => bench?.stop())

/** A run of an agent with such a policy that goes on; `member` is one below it. */
async function openRun(user_id: string, facts: 'off' | 'propose' = 'off', tape: Closure['tape'] = null) {
  process.env.WM_PERMISSIONED_AS = `u/${user_id}`
  const definition = agentDefinition.parse({ name: 'helper', memory: { facts } })
  const helper = { agent_id: 'a1', version: 1, definition, models: [], tools: [], members: [], mcp: null }
  const leader = { ...helper, definition: agentDefinition.parse({ name: 'leader' }) }
  const pinned: Closure = { agents: { helper, leader }, prices: null, tape }
  const agent = { agent_id: 'a1', agent_version: 1, agent: 'leader', input: 'x' }
  await createRun(bench.sql, { id: user_id, user_id, session_id: 's1', ...agent, at })
  await createRun(bench.sql, { id: `${user_id}/member`, user_id, session_id: 's1', ...agent, agent: 'helper', at })
  await bench.sql`UPDATE runs SET pinned = ${pinned}::jsonb WHERE id = ${user_id}`.execute()
  await bench.sql`UPDATE runs SET root_run_id = ${user_id} WHERE id = ${`${user_id}/member`}`.execute()
  return { run: user_id, member: `${user_id}/member` }
}
const contents = async (user_id: string, state: 'active' | 'proposed' = 'active') =>
  (await listMemories(bench.sql, { user_id, state })).map(({ content }) => content)

describe('an agent that remembers', () => {
  test('does so for the user of its run, once for each call', async () => {
    const { run } = await openRun('ada')
    await remember('The user has a boat.', run, 'call 1')
    await remember('The user has a boat.', run, 'call 1')
    expect(await contents('ada')).toEqual(['The user has a boat.'])
  })

  test('does so for no run of another user, whatever its id', async () => {
    const { run } = await openRun('eve')
    process.env.WM_PERMISSIONED_AS = 'u/mallory'
    await expect(remember('The user owes Mallory.', run, 'call 1')).rejects.toMatchObject({ code: 'NO_OPEN_RUN' })
    expect(await contents('eve')).toEqual([])
  })

  test('says what is no longer true', async () => {
    const { run } = await openRun('bob')
    const { memory } = await remember('The user lives in Bern.', run, 'call 1')
    await remember('The user moved to Basel.', run, 'call 2', null, null, [memory!.id], 'They moved')
    expect(await contents('bob')).toEqual(['The user moved to Basel.'])
    await remember("The user's name is Bob.", run, 'call 3', 'name', true)
    await remember("The user's name is Rob.", run, 'call 4', 'name', true)
    expect((await contents('bob')).toSorted()).toEqual(['The user moved to Basel.', "The user's name is Rob."])
  })

  test('asks its user first when its own policy says so, also as a member', async () => {
    const { run, member } = await openRun('cid', 'propose')
    await remember('Said by the leader.', run, 'call 1')
    await remember('Said by the member.', member, 'call 1')
    expect(await contents('cid')).toEqual(['Said by the leader.'])
    expect(await contents('cid', 'proposed')).toEqual(['Said by the member.'])
  })

  test('in a case of an evaluation leaves the memory of its user as it is', async () => {
    const tape = { evaluation_id: 'e1', case_name: 'c', mode: 'live', recording_id: null, ignore: [] } as const
    const { run } = await openRun('dan', 'off', { ...tape, ignore: [] })
    const { memory } = await remember('The user is a test.', run, 'call 1')
    expect(memory).toMatchObject({ change: 'kept' })
    expect(await contents('dan')).toEqual([])
    expect(await forget(memory!.id, run)).toEqual({ forgotten: [memory!.id] })
  })
})

describe('an agent that forgets', () => {
  test('forgets what its user has, and nobody else', async () => {
    const { run } = await openRun('eli')
    const { memory } = await remember('The user sings.', run, 'call 1')
    const { run: other } = await openRun('fay')
    await expect(forget(memory!.id, other)).rejects.toMatchObject({ code: 'MEMORY_NOT_FOUND' })
    process.env.WM_PERMISSIONED_AS = 'u/eli'
    expect(await forget(memory!.id, run)).toEqual({ forgotten: [memory!.id] })
    expect(await contents('eli')).toEqual([])
  })
})

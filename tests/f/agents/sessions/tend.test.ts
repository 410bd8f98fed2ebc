import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Closure } from '../../../../f/agents/closure/index.ts'
import { type AgentInput, agentDefinition } from '../../../../f/agents/definition.ts'
import { listMemories } from '../../../../f/agents/memory/index.ts'
import { appendMessages, openConversation, tendSession } from '../../../../f/agents/sessions/index.ts'
import { createRun, getRun } from '../../../../f/agents/store/runs.ts'
import { at, type MemoryBench, openMemoryBench, said } from '../memory/kit.ts'

let bench: MemoryBench
beforeAll(async () => {
  bench = await openMemoryBench()
})
afterEach(() => bench.chat.check())
afterAll(async () => bench?.stop())

async function tend(run_id: string) {
  const run = (await getRun(bench.sql, run_id))!
  const { definition } = (run.pinned as Closure).agents.helper!
  return await tendSession(bench.sql, { memory: bench.llm, summary: bench.llm }, run, definition, at)
}

/** A run of an agent with such a memory, in which the words were said. */
async function leaveRun(run_id: string, memory: AgentInput['memory'], words: string[]): Promise<void> {
  const session = { user_id: run_id, session_id: `s ${run_id}` }
  const definition = agentDefinition.parse({ name: 'helper', memory })
  const agent = { agent_id: 'a1', agent_version: 1, agent: 'helper', input: words[0] }
  await createRun(bench.sql, { id: run_id, ...session, ...agent, at })
  const pinned = {
    agents: { helper: { agent_id: 'a1', version: 1, definition, tools: [], members: [] } },
    prices: null,
  }
  await bench.sql`UPDATE runs SET pinned = ${pinned}::jsonb WHERE id = ${run_id}`.execute()
  await openConversation(bench.sql, { ...session, agent: 'a1', at })
  for (const [index, exchange] of [words.slice(0, 2), words.slice(2)].entries())
    await appendMessages(bench.sql, {
      ...{ session_id: session.session_id, run_id: index === 0 ? run_id : `${run_id} ${index}` },
      ...{ messages: said(...exchange), at },
    })
}

describe('after a run', () => {
  test('its session is tended by the policy of its agent: what it leaves is remembered, and told', async () => {
    await leaveRun('ada', { facts: 'auto' }, ['I am Ada', 'Hello Ada'])
    bench.chat.play({ answer: { text: '{"facts": ["The user is called Ada."]}' } })
    const tended = await tend('ada')
    expect(tended).toMatchObject({
      memories: 2,
      summary: { outcome: 'short_enough' },
      reports: [{ key: 'memories', type: 'MEMORIES_KEPT', data: { usage: { input_tokens: 10, output_tokens: 5 } } }],
    })
    const facts = await listMemories(bench.sql, { user_id: 'ada', kind: 'fact' })
    expect(facts).toMatchObject([{ content: 'The user is called Ada.', run_id: 'ada' }])
  })

  test('a long session is summed up', async () => {
    const memory = { conversation: { summarize_after_tokens: 200 } }
    await leaveRun('bob', memory, ['word '.repeat(120), 'yes', 'more '.repeat(120), 'yes'])
    bench.chat.play({ answer: { text: 'There were words.' } })
    const tended = await tend('bob')
    expect(tended).toMatchObject({ memories: 0, summary: { outcome: 'summarized', until: 2 } })
    expect(tended.reports).toMatchObject([{ type: 'SESSION_SUMMARIZED', data: { until: 2 } }])
  })

  test('one that is quiet tells nothing, and asks nobody', async () => {
    await leaveRun('cid', {}, ['Hello', 'Hi'])
    expect(await tend('cid')).toMatchObject({ memories: 0, reports: [] })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  memoriesRecalled,
  memoryPrompt,
  recall,
  remember,
  type ToRecall,
  type ToRemember,
} from '../../../../f/agents/memory/index.ts'
import { CodedError } from '../../../../f/lib/errors.ts'
import { at, later, type MemoryBench, openMemoryBench } from './kit.ts'

let bench: MemoryBench
beforeAll(async () => {
  bench = await openMemoryBench()
})
afterAll(async () => bench?.stop())

const keep = (user_id: string, content: string, more: Partial<ToRemember> = {}) =>
  remember(bench.sql, bench.llm, { user_id, content, key: content, at, ...more })
const ask = (user_id: string, query: string, more: Partial<ToRecall> = {}) =>
  recall(bench.sql, bench.llm, { user_id, agent_id: 'helper', session_id: 's1', query, top_k: 5, at, ...more })
const contents = async (...question: Parameters<typeof ask>) =>
  (await ask(...question)).memories.map(({ content }) => content)

describe('what is recalled', () => {
  test('is what is nearest in meaning, with the score and what it is made of', async () => {
    await keep('ada', 'The user drinks green tea in the morning.')
    await keep('ada', 'The user works at a railway museum.')
    await keep('ada', "The user's sister is called Mary.")
    const { memories, note } = await ask('ada', 'Which museum do I work at?', { top_k: 2 })
    expect(note).toBeNull()
    expect(memories).toHaveLength(2)
    expect(memories[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      kind: 'fact',
      content: 'The user works at a railway museum.',
      subject: null,
      score: expect.closeTo(
        0.75 * memories[0]!.parts.meaning + 0.15 * memories[0]!.parts.recency + 0.1 * memories[0]!.parts.nearness,
        6,
      ),
      why: expect.stringMatching(
        /^meaning 0\.\d\d \(by vector\), last said on 2026-11-21 \(recency 1\.00\), known to every agent/,
      ),
      parts: { meaning: expect.any(Number), measured_by: 'vector', recency: 1, nearness: 0.4 },
    })
    expect(memories[0]!.parts.meaning).toBeGreaterThan(memories[1]!.parts.meaning + 0.2)
  })

  test('is, of what means the same, what was said last', async () => {
    await keep('ben', 'The garden was watered by Tom.', { at: later(-60) })
    await keep('ben', 'The garden was watered by Kim.')
    const { memories } = await ask('ben', 'Who watered the garden?')
    expect(memories.map(({ content }) => content)).toEqual([
      'The garden was watered by Kim.',
      'The garden was watered by Tom.',
    ])
    expect(memories[1]!.parts.recency).toBeCloseTo(0.25, 6)
  })

  test('is what belongs to the user, the agent or the session, the nearest scope first', async () => {
    const place = { agent_id: 'helper', session_id: 's1' }
    await keep('cat', 'Reports are sent on Monday, says the user.', { ...place, scope: 'user' })
    await keep('cat', 'Reports are sent on Monday, says the agent.', { ...place, scope: 'agent' })
    await keep('cat', 'Reports are sent on Monday, says the session.', { ...place, scope: 'session' })
    const query = 'When are reports sent?'
    const here = await ask('cat', query)
    expect(new Set(here.memories.map(({ parts }) => parts.nearness))).toEqual(new Set([1, 0.7, 0.4]))
    expect(await contents('cat', query, { session_id: 's2' })).toHaveLength(2)
    expect(await contents('cat', query, { session_id: 's2', agent_id: 'other' })).toEqual([
      'Reports are sent on Monday, says the user.',
    ])
  })

  test('is nothing of another user', async () => {
    await keep('dan', "The user's secret place is the old mill.")
    expect(await contents('eve', 'Where is my secret place?')).toEqual([])
  })

  test('is nothing when no memory is wanted', async () => {
    await keep('fay', 'The user is tall.')
    expect(await ask('fay', 'Am I tall?', { top_k: 0 })).toEqual({ memories: [], note: null })
  })

  test('is what was said last when the question says nothing', async () => {
    await keep('gus', 'The user is left-handed.')
    expect(await contents('gus', '   ')).toEqual(['The user is left-handed.'])
  })

  test('is compared by words when its vector is of another model', async () => {
    await keep('hal', 'The user collects stamps.')
    const other = {
      ...bench.llm,
      embed: async (texts: string[]) => ({ ...(await bench.llm.embed(texts)), model: 'other' }),
    }
    const question = { user_id: 'hal', agent_id: 'a', session_id: 's', query: 'Which stamps?', top_k: 1, at }
    const { memories } = await recall(bench.sql, other, question)
    expect(memories[0]!.parts).toMatchObject({ measured_by: 'words', meaning: 1 })
  })
})

describe('what is recalled goes', () => {
  test('into an event, with the reason of each', async () => {
    await keep('ian', 'The user rows.')
    const recollection = await ask('ian', 'Do I row?')
    expect(memoriesRecalled('turn 1', recollection)).toMatchObject({
      key: 'turn 1',
      type: 'MEMORIES_RECALLED',
      message: 'Recalled 1 memory',
      data: { memories: [{ content: 'The user rows.', why: expect.stringContaining('meaning 0.') }], note: null },
    })
  })

  test('into the prompt, by kind, with ids for an agent that can forget', async () => {
    await keep('jil', 'The user swims.')
    await keep('jil', 'The report needs the year.', { kind: 'learned', scope: 'agent', agent_id: 'helper' })
    const { memories } = await ask('jil', 'The report, and swimming')
    expect(memoryPrompt(memories)).toBe(
      'What you know about the user:\n- The user swims.\n\nWhat you learned about your work:\n- The report needs the year.',
    )
    expect(memoryPrompt(memories, { with_ids: true })).toMatch(/- The user swims\. \(memory [0-9a-f]{32}\)/)
    expect(memoryPrompt([])).toBe('')
  })
})

describe('without vectors', () => {
  test('a provider that does not answer leaves the words, and says so', async () => {
    await keep('kai', 'The user mends old clocks.')
    const down = { ...bench.llm, embed: () => Promise.reject(new CodedError('LLM_BUSY', 'It is busy.')) }
    const question = { user_id: 'kai', agent_id: 'a', session_id: 's', query: 'What about my clocks?', top_k: 1, at }
    expect(await recall(bench.sql, down, question)).toMatchObject({
      memories: [{ content: 'The user mends old clocks.', parts: { measured_by: 'words' } }],
      note: 'Memories were compared by their words: It is busy.',
    })
  })

  test('a data table without pgvector keeps and recalls by words, and says what to do', async () => {
    await keep('lou', 'The user tunes pianos.')
    const known = await bench.table.migrations.list()
    expect(known.at(-1)!.name).toBe('memory_vectors')
    await bench.table.migrations.rollback(1)
    await bench.table.query('DROP EXTENSION vector')
    const { memory, note } = await keep('lou', 'The user bakes bread.')
    expect(memory).toMatchObject({ change: 'kept' })
    expect(note).toMatch(/install pgvector and apply the last migration/)
    const recollection = await ask('lou', 'Which pianos did I tune?', { top_k: 1 })
    expect(recollection).toMatchObject({
      memories: [{ content: 'The user tunes pianos.', why: expect.stringContaining('by shared words') }],
      note: expect.stringContaining('install pgvector'),
    })
    await bench.table.migrations.run()
    expect((await ask('lou', 'pianos')).note).toBeNull()
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  approveMemory,
  embedMissing,
  expireMemories,
  forget,
  listMemories,
  listMemoryChanges,
  recall,
  rejectMemory,
  remember,
  type ToRemember,
} from '../../../../f/agents/memory/index.ts'
import { CodedError } from '../../../../f/lib/errors.ts'
import { at, later, type MemoryBench, openMemoryBench } from './kit.ts'

let bench: MemoryBench
beforeAll(async () => {
  bench = await openMemoryBench()
})
afterAll(async () => bench?.stop())

let calls = 0
const keep = async (memory: Omit<ToRemember, 'key' | 'at'> & Partial<ToRemember>) => {
  calls += 1
  const { memory: kept } = await remember(bench.sql, bench.llm, { key: `call ${calls}`, at, ...memory })
  return kept!
}
const contents = async (user_id: string, state: 'active' | 'proposed' | 'superseded' | 'rejected' = 'active') =>
  (await listMemories(bench.sql, { user_id, state })).map(({ content }) => content)
const recalled = async (user_id: string, query: string, now = at) => {
  const question = { user_id, agent_id: 'helper', session_id: 's', query, top_k: 5, at: now }
  return (await recall(bench.sql, bench.llm, question)).memories.map(({ content }) => content)
}
const historyOf = async (user_id: string, id: string) =>
  (await listMemoryChanges(bench.sql, { id, user_id })).map(({ change, actor, reason }) => [change, actor, reason])

describe('remembering', () => {
  test('says once what is said twice, in whatever case and spaces, and notes when it was said last', async () => {
    const first = await keep({ user_id: 'ada', content: 'The user likes tea.' })
    const second = await keep({ user_id: 'ada', content: '  the user LIKES  tea', at: later(3) })
    expect(first).toMatchObject({ change: 'kept', state: 'active' })
    expect(second).toMatchObject({ change: 'same', id: first.id, content: 'The user likes tea.' })
    expect(await listMemories(bench.sql, { user_id: 'ada' })).toMatchObject([
      { content: 'The user likes tea.', created_at: '2026-11-21T10:00:00+00:00', seen_at: '2026-11-24T10:00:00+00:00' },
    ])
  })

  test('of what is new about a subject with one value supersedes the old, and keeps it with the reason', async () => {
    const home = { user_id: 'bob', subject: 'Lives in', only_one: true }
    const berlin = await keep({ ...home, content: 'The user lives in Berlin.' })
    const paris = await keep({ ...home, content: 'The user lives in Paris.', why: 'They moved' })
    expect(paris.superseded).toEqual([berlin.id])
    expect(await contents('bob')).toEqual(['The user lives in Paris.'])
    expect(await listMemories(bench.sql, { user_id: 'bob', state: 'superseded' })).toMatchObject([
      { content: 'The user lives in Berlin.', superseded_by: paris.id, reason: 'They moved' },
    ])
    expect(await historyOf('bob', berlin.id)).toEqual([
      ['kept', 'user/bob', null],
      ['superseded', 'user/bob', 'They moved'],
    ])
    expect(await recalled('bob', 'Where in Berlin do I live?')).toEqual(['The user lives in Paris.'])
  })

  test('may go back: what was superseded is kept anew and takes the place of its successor', async () => {
    const home = { user_id: 'back', subject: 'lives in', only_one: true }
    await keep({ ...home, content: 'The user lives in Berlin.' })
    await keep({ ...home, content: 'The user lives in Paris.' })
    await keep({ ...home, content: 'The user lives in Berlin.' })
    expect(await contents('back')).toEqual(['The user lives in Berlin.'])
    const superseded = await listMemories(bench.sql, { user_id: 'back', state: 'superseded' })
    const reason = 'A newer one says something else about "lives in"'
    expect(superseded.map((memory) => [memory.content, memory.reason]).toSorted()).toEqual([
      ['The user lives in Berlin.', reason],
      ['The user lives in Paris.', reason],
    ])
  })

  test('names what it takes the place of, which has to be the user’s own', async () => {
    const other = await keep({ user_id: 'eve', content: 'The user has a cat.' })
    const dog = await keep({ user_id: 'dan', content: 'The user has a dog.' })
    const none = { user_id: 'dan', content: 'The user has no pets.' }
    await expect(keep({ ...none, replaces: [dog.id, other.id, 'nothing'] })).rejects.toMatchObject({
      code: 'MEMORY_NOT_FOUND',
      details: { ids: [other.id, 'nothing'] },
    })
    expect(await contents('dan')).toEqual(['The user has a dog.'])
    expect((await keep({ ...none, replaces: [dog.id] })).superseded).toEqual([dog.id])
    expect(await contents('eve')).toEqual(['The user has a cat.'])
  })

  test('under the same key does nothing the second time, also when it was forgotten meanwhile', async () => {
    const memory = { user_id: 'kim', content: 'The user plays chess.', key: 'same key' }
    const { id } = await keep(memory)
    await forget(bench.sql, { user_id: 'kim', ids: [id], at })
    const { memory: again } = await remember(bench.sql, bench.llm, { at, ...memory })
    expect(again).toBeNull()
    expect(await contents('kim')).toEqual([])
  })

  test('under the same key does nothing the second time, also when what it replaced was forgotten meanwhile', async () => {
    const old = await keep({ user_id: 'kay', content: 'The user plays chess.' })
    const memory = { user_id: 'kay', content: 'The user plays go.', replaces: [old.id], key: 'same key' }
    const { id } = await keep(memory)
    await forget(bench.sql, { user_id: 'kay', ids: [old.id], at })
    expect(await keep(memory)).toMatchObject({ id, superseded: [] })
  })

  test.each([
    ['a password', { content: 'The password is hunter2' }, 'MEMORY_SECRET'],
    ['a key', { content: 'Use sk-abcdefghijklmnop1234 for it' }, 'MEMORY_SECRET'],
    ['nothing', { content: '  ' }, 'MEMORY_CONTENT'],
    ['a book', { content: 'word '.repeat(500) }, 'MEMORY_CONTENT'],
    ['a session’s without a session', { content: 'It rains.', scope: 'session' as const }, 'MEMORY_SCOPE'],
  ])('of %s is refused', async (_, memory, code) => {
    await expect(keep({ user_id: 'ada', ...memory })).rejects.toMatchObject({ code })
  })
})

describe('a proposed memory', () => {
  const proposal = { subject: 'name', only_one: true, state: 'proposed' as const, run_id: 'r1' }

  test('is recalled only after a person has agreed, and takes the place of others only then', async () => {
    const old = await keep({ user_id: 'lea', content: "The user's name is Leia.", subject: 'name', only_one: true })
    const { id, state } = await keep({ user_id: 'lea', content: "The user's name is Lea.", ...proposal })
    expect(state).toBe('proposed')
    expect(await recalled('lea', 'What is my name?')).toEqual(["The user's name is Leia."])
    expect(await approveMemory(bench.sql, { user_id: 'lea', id, reason: 'Right', at })).toEqual({
      id,
      superseded: [old.id],
    })
    expect(await recalled('lea', 'What is my name?')).toEqual(["The user's name is Lea."])
    expect(await historyOf('lea', id)).toEqual([
      ['proposed', 'run/r1', null],
      ['approved', 'user/lea', 'Right'],
    ])
  })

  test('that was rejected is not proposed again by an agent, but a person may say it', async () => {
    const { id } = await keep({ user_id: 'max', content: "The user's name is Maxim.", ...proposal })
    await rejectMemory(bench.sql, { user_id: 'max', id, at })
    const again = await keep({ user_id: 'max', content: "The user's name is Maxim.", ...proposal })
    expect(again).toMatchObject({ id, state: 'rejected', change: 'same' })
    expect(await contents('max', 'proposed')).toEqual([])
    expect(await keep({ user_id: 'max', content: "The user's name is Maxim." })).toMatchObject({ state: 'active' })
  })

  test('is decided once, by its user', async () => {
    const { id } = await keep({ user_id: 'tim', content: "The user's name is Tim.", ...proposal })
    await expect(approveMemory(bench.sql, { user_id: 'ada', id, at })).rejects.toMatchObject({
      code: 'MEMORY_NOT_FOUND',
    })
    await approveMemory(bench.sql, { user_id: 'tim', id, at })
    await expect(rejectMemory(bench.sql, { user_id: 'tim', id, at })).rejects.toMatchObject({
      code: 'MEMORY_NOT_PROPOSED',
      details: { state: 'active' },
    })
  })
})

describe('forgetting', () => {
  test('takes a memory away with those whose place it took, and keeps nothing of what they said', async () => {
    const home = { user_id: 'zoe', subject: 'lives in', only_one: true }
    const rome = await keep({ ...home, content: 'The user lives in Rome.' })
    const oslo = await keep({ ...home, content: 'The user lives in Oslo.' })
    expect(await forget(bench.sql, { user_id: 'zoe', ids: [oslo.id], why: 'Asked to', at })).toEqual({
      forgotten: [oslo.id],
    })
    const [left] = await bench.table.query("SELECT count(*) AS n FROM memories WHERE user_id = 'zoe'")
    expect(left).toEqual({ n: 0 })
    for (const { id } of [rome, oslo])
      expect((await historyOf('zoe', id)).at(-1)).toEqual(['forgotten', 'user/zoe', 'Asked to'])
  })

  test('does not reach another user’s', async () => {
    const { id } = await keep({ user_id: 'sam', content: 'The user sings.' })
    expect(await forget(bench.sql, { user_id: 'ada', ids: [id, 'nothing'], at })).toEqual({ forgotten: [] })
    expect(await contents('sam')).toEqual(['The user sings.'])
  })
})

describe('a memory that is true for some days', () => {
  test('is not recalled after them, and then taken away', async () => {
    const { id } = await keep({ user_id: 'joe', content: 'The user is on holiday.', lasts_days: 7 })
    expect(await recalled('joe', 'Am I on holiday?', later(6))).toEqual(['The user is on holiday.'])
    expect(await recalled('joe', 'Am I on holiday?', later(8))).toEqual([])
    expect(await listMemories(bench.sql, { user_id: 'joe', at: later(6) })).toHaveLength(1)
    expect(await listMemories(bench.sql, { user_id: 'joe', at: later(8) })).toEqual([])
    expect(await expireMemories(bench.sql, { at: later(6) })).toEqual({ expired: 0 })
    expect(await expireMemories(bench.sql, { at: later(8) })).toEqual({ expired: 1 })
    expect((await historyOf('joe', id)).at(-1)).toEqual(['expired', 'schedule', null])
  })
})

describe('a memory without a vector', () => {
  test('is kept while the provider is down, found by its words, and gets its vector later', async () => {
    const down = { ...bench.llm, embed: () => Promise.reject(new CodedError('LLM_UNREACHABLE', 'It is down.')) }
    const given = { user_id: 'ivy', content: 'The user keeps bees.', key: 'bees', at }
    const { note } = await remember(bench.sql, down, given)
    expect(note).toBe('Memories have no vectors yet: It is down.')
    const question = { user_id: 'ivy', agent_id: 'a', session_id: 's', query: 'How are my bees?', top_k: 1, at }
    const before = await recall(bench.sql, bench.llm, question)
    expect(before.memories[0]).toMatchObject({ content: 'The user keeps bees.', parts: { measured_by: 'words' } })
    expect(await embedMissing(bench.sql, bench.llm, { model: 'offline', limit: 10 })).toEqual({
      embedded: 1,
      note: null,
    })
    const after = await recall(bench.sql, bench.llm, question)
    expect(after.memories[0]).toMatchObject({ parts: { measured_by: 'vector' } })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listMemories, remember } from '../../../../f/agents/memory/index.ts'
import {
  appendMessages,
  deleteSession,
  forkSession,
  listSessions,
  openConversation,
  readSession,
  summarizeSession,
} from '../../../../f/agents/sessions/index.ts'
import { createRun } from '../../../../f/agents/store/runs.ts'
import type { Message } from '../../../../f/lib/llm/index.ts'
import { appendEvents } from '../../../../f/lib/store/index.ts'
import { at, later, type MemoryBench, openMemoryBench, said } from '../memory/kit.ts'

let bench: MemoryBench
beforeAll(async () => {
  bench = await openMemoryBench()
})
afterAll(async () => bench?.stop())

const open = (user_id: string, session_id: string, time = at) =>
  openConversation(bench.sql, { user_id, session_id, agent: 'helper', at: time })
const say = (session_id: string, run_id: string, messages: Message[], time = at) =>
  appendMessages(bench.sql, { session_id, run_id, messages, at: time })
const words = async (user_id: string, session_id: string) =>
  (await readSession(bench.sql, { user_id, session_id })).messages.map(({ message }) => message.content)

async function startRun(user_id: string, session_id: string, id: string): Promise<void> {
  const agent = { agent_id: 'helper', agent_version: 1, agent: 'helper', input: 'Hello' }
  await createRun(bench.sql, { id, user_id, session_id, ...agent, at })
  const event = { key: 'start', type: 'RUN_STARTED', step: null, at, level: 'info' as const, message: 'x', data: {} }
  await appendEvents(bench.sql, id, [event])
  const call = [id, '1.1', '{}', at]
  await bench.table.query(
    "INSERT INTO tool_calls (id, run_id, place, tool, arguments, status, created_at) VALUES ($1 || '/1.1', $1, $2, 'add', $3::text::jsonb, 'running', $4::timestamptz)",
    call.map((value) => ({ value })),
  )
  await bench.table.query(
    `INSERT INTO model_calls (id, run_id, root_run_id, model, cost, answer) VALUES ($1, $1, $1, 'm', 1, '"A secret"')`,
    [{ value: id }],
  )
}
const end = (id: string) =>
  bench.table.query("UPDATE runs SET status = 'completed', ended_at = created_at WHERE id = $1", [{ value: id }])
const count = async (table: string, where: string) =>
  (await bench.table.query(`SELECT count(*) AS n FROM ${table} WHERE ${where}`))[0]!.n

describe('a list of sessions', () => {
  test('is the user’s own, the last used first, page by page', async () => {
    for (const [index, id] of ['l1', 'l2', 'l3'].entries()) await open('lia', id, later(index))
    await open('bob', 'l4', later(9))
    await say('l1', 'r', said('Hello'), later(5))
    const first = await listSessions(bench.sql, { user_id: 'lia', limit: 2 })
    expect(first.map(({ id, title }) => [id, title])).toEqual([
      ['l1', 'Hello'],
      ['l3', null],
    ])
    const rest = await listSessions(bench.sql, { user_id: 'lia', limit: 2, before: first[1]! })
    expect(rest.map(({ id }) => id)).toEqual(['l2'])
    expect(await listSessions(bench.sql, { user_id: 'lia', agent_id: 'other' })).toEqual([])
  })
})

describe('a fork', () => {
  test('has what was said up to a message, and goes on by itself', async () => {
    await open('ada', 'origin')
    await say('origin', 'r1', said('one', '1', 'two', '2'))
    const fork = { user_id: 'ada', session_id: 'origin', new_id: 'fork', until: 2, at }
    expect(await forkSession(bench.sql, fork)).toEqual({ session_id: 'fork', forked_from: 'origin' })
    await say('fork', 'r2', said('other'))
    await say('origin', 'r3', said('three'))
    expect(await words('ada', 'fork')).toEqual(['one', '1', 'other'])
    expect(await words('ada', 'origin')).toEqual(['one', '1', 'two', '2', 'three'])
    expect(await readSession(bench.sql, { user_id: 'ada', session_id: 'fork' })).toMatchObject({
      forked_from: 'origin',
      forked_seq: 2,
      last_seq: 3,
    })
  })

  test('made again is the same one; another one does not get its id', async () => {
    const fork = { user_id: 'ada', session_id: 'origin', new_id: 'fork', until: 2, at }
    await forkSession(bench.sql, fork)
    expect(await words('ada', 'fork')).toHaveLength(3)
    await expect(forkSession(bench.sql, { ...fork, until: 1 })).rejects.toMatchObject({ code: 'SESSION_EXISTS' })
  })

  test('of another user’s session is not found', async () => {
    const fork = { user_id: 'eve', session_id: 'origin', new_id: 'stolen', at }
    await expect(forkSession(bench.sql, fork)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  })

  test('has the summary only when it reaches as far', async () => {
    await open('sue', 'summed')
    for (const run of ['r1', 'r2', 'r3']) await say('summed', run, said('word '.repeat(100), 'yes'))
    bench.chat.play({ answer: { text: 'Words were said.' } })
    const outcome = await summarizeSession(bench.sql, bench.llm, {
      ...{ user_id: 'sue', session_id: 'summed', after_tokens: 300 },
    })
    expect(outcome).toEqual({ outcome: 'summarized', until: 4 })
    for (const [new_id, until, summary] of [
      ['before', 3, null],
      ['after', 5, 'Words were said.'],
    ] as const) {
      await forkSession(bench.sql, { user_id: 'sue', session_id: 'summed', new_id, until, at })
      expect(await readSession(bench.sql, { user_id: 'sue', session_id: new_id })).toMatchObject({ summary })
    }
    expect((await open('sue', 'before')).messages).toHaveLength(3)
  })
})

describe('deleting a session', () => {
  test('takes everything in it: messages, memories, runs, tool calls, events, and what members said', async () => {
    await open('dan', 'gone')
    await open('dan', 'of-member')
    await open('dan', 'stays')
    await say('gone', 'top', said('Hello'))
    await startRun('dan', 'gone', 'top')
    await startRun('dan', 'of-member', 'member')
    await bench.table.query("UPDATE runs SET root_run_id = 'top', lineage = ARRAY['top','member'] WHERE id = 'member'")
    await startRun('dan', 'stays', 'other')
    for (const id of ['top', 'member']) await end(id)
    const memory = { user_id: 'dan', agent_id: 'helper', session_id: 'gone', at }
    await remember(bench.sql, bench.llm, { ...memory, content: 'Here we whisper.', scope: 'session', key: 'a' })
    await remember(bench.sql, bench.llm, { ...memory, content: 'The user sings.', key: 'b' })

    expect(await deleteSession(bench.sql, { user_id: 'dan', session_id: 'gone' })).toEqual({ session_id: 'gone' })
    expect((await listSessions(bench.sql, { user_id: 'dan' })).map(({ id }) => id)).toEqual(['stays'])
    expect(await count('session_messages', "session_id = 'gone'")).toBe(0)
    for (const table of ['events', 'tool_calls'])
      expect([table, await count(table, "run_id IN ('top', 'member')")]).toEqual([table, 0])
    expect(await count('runs', "id IN ('top', 'member')")).toBe(0)
    expect(await count('model_calls', "run_id IN ('top', 'member') AND cost = 1 AND answer IS NULL")).toBe(2)
    expect(await count('events', "run_id = 'other'")).toBe(1)
    expect((await listMemories(bench.sql, { user_id: 'dan' })).map(({ content }) => content)).toEqual([
      'The user sings.',
    ])
    expect(await count('memory_changes', "user_id = 'dan'")).toBe(1)
  })

  test('of a member leaves the run that asked it', async () => {
    await open('kim', 'outer')
    await open('kim', 'inner')
    await startRun('kim', 'outer', 'k-top')
    await startRun('kim', 'inner', 'k-member')
    await bench.table.query(
      "UPDATE runs SET root_run_id = 'k-top', lineage = ARRAY['k-top','k-member'] WHERE id = 'k-member'",
    )
    await end('k-member')
    await deleteSession(bench.sql, { user_id: 'kim', session_id: 'inner' })
    expect(await count('runs', "id IN ('k-top', 'k-member')")).toBe(1)
    expect((await listSessions(bench.sql, { user_id: 'kim' })).map(({ id }) => id)).toEqual(['outer'])
  })

  test('waits for its runs: one that goes on would write into it', async () => {
    await open('joe', 'busy')
    await startRun('joe', 'busy', 'j-run')
    const session = { user_id: 'joe', session_id: 'busy' }
    await expect(deleteSession(bench.sql, session)).rejects.toMatchObject({ code: 'SESSION_BUSY' })
    expect(await count('events', "run_id = 'j-run'")).toBe(1)
    await end('j-run')
    await deleteSession(bench.sql, session)
    expect(await count('events', "run_id = 'j-run'")).toBe(0)
  })

  test('of another user is not found, and changes nothing', async () => {
    await open('ada', 'mine')
    const session = { user_id: 'eve', session_id: 'mine' }
    await expect(deleteSession(bench.sql, session)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    expect(await words('ada', 'mine')).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { appendMessages, openConversation, readSession } from '../../../../f/agents/sessions/index.ts'
import type { Message } from '../../../../f/lib/llm/index.ts'
import { dataTable } from '../../../../f/lib/store/index.ts'
import { useDataTable } from '../../../helpers/use-data-table.ts'

useDataTable()

const at = '2026-11-21T10:00:00Z'
const sql = dataTable()
const user = (content: string): Message => ({ role: 'user', content })
const agent = (content: string): Message => ({ role: 'assistant', content })
const calls = (...ids: string[]): Message => ({
  role: 'assistant',
  content: '',
  tool_calls: ids.map((id) => ({ id, name: 'add', arguments: '{}' })),
})
const result = (id: string): Message => ({ role: 'tool', tool_call_id: id, content: '3' })
const open = (session_id: string, user_id = 'ada', last_messages?: number) =>
  openConversation(sql, { user_id, session_id, agent: 'helper', at, last_messages })
const say = (session_id: string, run_id: string, messages: Message[], from = 0) =>
  appendMessages(sql, { session_id, run_id, messages, from, at })

describe('a conversation', () => {
  test('begins empty, and holds what was said in it when it is opened again', async () => {
    expect(await open('s1')).toEqual({ session_id: 's1', messages: [] })
    await say('s1', 'r1', [user('Hello'), agent('Hi')])
    expect((await open('s1')).messages).toEqual([user('Hello'), agent('Hi')])
  })

  test('of another user is not found, to open and to read', async () => {
    await open('of-ada')
    await say('of-ada', 'r1', [user('a secret')])
    await expect(open('of-ada', 'bob')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await expect(readSession(sql, { user_id: 'bob', session_id: 'of-ada' })).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    })
  })

  test('takes a message of a run once, however often it is added', async () => {
    await open('again')
    expect(await say('again', 'r1', [user('Hello'), agent('Hi')])).toEqual({ added: 2 })
    expect(await say('again', 'r1', [user('Hello'), agent('Hi'), user('More')])).toEqual({ added: 1 })
    expect(await say('again', 'r1', [user('More')], 2)).toEqual({ added: 0 })
    const { messages } = await readSession(sql, { user_id: 'ada', session_id: 'again' })
    expect(messages.map(({ seq, message }) => [seq, message.content])).toEqual([
      [1, 'Hello'],
      [2, 'Hi'],
      [3, 'More'],
    ])
  })

  test('numbers its messages without gap or double when runs meet in it', async () => {
    await open('crowded')
    const runs = Array.from({ length: 6 }, (_, n) => say('crowded', `r${n}`, [user(`from ${n}`), agent('yes')]))
    await Promise.all([...runs, say('crowded', 'r0', [user('from 0'), agent('yes')])])
    const { messages } = await readSession(sql, { user_id: 'ada', session_id: 'crowded' })
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
  })

  test('has the first words of its user as a title', async () => {
    await open('titled')
    await say('titled', 'r1', [user(`How   many\n${'very '.repeat(30)}old ships are there?`)])
    await say('titled', 'r2', [user('And how many new ones?')])
    const { title } = await readSession(sql, { user_id: 'ada', session_id: 'titled' })
    expect(title).toMatch(/^How many very .*…$/)
    expect(title).toHaveLength(80)
  })

  test('has whole characters in its title, wherever it is cut', async () => {
    await open('emoji')
    await say('emoji', 'r1', [user(`${'x'.repeat(78)}${'😀'.repeat(9)}`)])
    const { title } = await readSession(sql, { user_id: 'ada', session_id: 'emoji' })
    expect(title).toBe(`${'x'.repeat(78)}…`)
  })

  test('that is not there takes nothing', async () => {
    await expect(say('nowhere', 'r1', [user('Hello')])).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  })
})

describe('what the model is told of it', () => {
  test('keeps the messages of a run together, when two wrote at once', async () => {
    await open('mixed')
    await say('mixed', 'a', [user('Add')])
    await say('mixed', 'b', [user('Greet'), agent('Hello')])
    await say('mixed', 'a', [calls('c1'), result('c1'), agent('Three')], 1)
    expect((await open('mixed')).messages).toEqual([
      user('Add'),
      calls('c1'),
      result('c1'),
      agent('Three'),
      user('Greet'),
      agent('Hello'),
    ])
  })

  test('leaves out calls without all of their results, which no provider takes', async () => {
    await open('broken')
    await say('broken', 'a', [user('Add'), calls('c1', 'c2'), result('c1')])
    await say('broken', 'b', [user('Again'), agent('Done')])
    expect((await open('broken')).messages).toEqual([user('Add'), user('Again'), agent('Done')])
  })

  test('is the last messages, and begins with a user', async () => {
    await open('long')
    await say('long', 'a', [user('one'), calls('c1'), result('c1'), agent('1')])
    await say('long', 'b', [user('two'), agent('2')])
    expect((await open('long', 'ada', 5)).messages).toEqual([user('two'), agent('2')])
    expect((await open('long', 'ada', 0)).messages).toEqual([])
  })
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordAnswer } from '../../../../services/windmill/src/conversation/index.ts'
import { type ApiKit, openApi } from './kit.ts'

const MEMORY = '00000000-0000-4000-8000-000000000001'

let kit: ApiKit
beforeEach(async () => {
  kit = await openApi()
  kit.deployFlow('f/a/chat', { modules: [{ id: 'a', value: { type: 'identity' } }], chat_input_enabled: true })
})
afterEach(() => kit.windmill.stop())

const say = (user_message: unknown, memory = `?memory_id=${MEMORY}`, token = kit.windmill.token) =>
  kit.answer('POST', `/jobs/run/f/f/a/chat${memory}`, { body: { user_message }, token })
const messages = async (query = '') => {
  const { body } = await kit.answer('GET', `/flow_conversations/${MEMORY}/messages${query}`)
  return body as { message_type: string; content: string; created_seq: number }[]
}

/** Ends a run as the worker does, which records the answer with the end. */
function finish(id: string, result: object | string, success = true): void {
  kit.windmill.queue.onEnd = (job) => recordAnswer(kit.windmill.store, job)
  kit.windmill.queue.end(id, { success, result: result as never })
}

test('a chat needs a memory_id and a message', async () => {
  expect(await say('hi', '')).toMatchObject({
    status: 400,
    body: 'Bad request: memory_id is required for chat-enabled flows',
  })
  expect((await say(undefined)).body).toBe('Bad request: user_message argument is required for chat-enabled flows')
  expect((await say({ not: 'text' })).status).toBe(400)
  expect(kit.windmill.queue.claim(1)).toEqual([])
})

test('a conversation begins with its first message, and keeps what is said', async () => {
  const { body: first } = await say('How many orders came in today?')
  expect(kit.job(first as string)).toMatchObject({ options: { memory_id: MEMORY }, flow_status: { memory_id: MEMORY } })
  finish(first as string, { output: 'Twelve.' })
  kit.windmill.system.pass(1000)
  const { body: second } = await say('And yesterday?')
  finish(second as string, { error: { message: 'no data' } }, false)

  const { body: list } = await kit.answer('GET', '/flow_conversations/list?flow_path=f/a/chat')
  expect(list).toEqual([
    {
      id: MEMORY,
      workspace_id: 'sample',
      flow_path: 'f/a/chat',
      title: 'How many orders came in t...',
      created_by: 'admin',
      created_at: '2026-11-21T08:00:00Z',
      updated_at: '2026-11-21T08:00:01Z',
    },
  ])
  expect((await messages()).map(({ message_type, content }) => [message_type, content])).toEqual([
    ['user', 'How many orders came in today?'],
    ['assistant', 'Twelve.'],
    ['user', 'And yesterday?'],
    ['assistant', 'no data'],
  ])
  expect((await messages())[0]).toMatchObject({ job_id: first })
  expect((await messages())[3]).toMatchObject({ job_id: second, success: false, conversation_id: MEMORY })
})

test('an answer is noted once', async () => {
  const { body: id } = await say('hi')
  finish(id as string, 'hello')
  recordAnswer(kit.windmill.store, kit.job(id as string))
  expect(await messages()).toHaveLength(2)
})

test('messages come after the one that a reader has, and in pages', async () => {
  for (const text of ['one', 'two', 'three']) await say(text)
  const [first] = await messages()
  expect((await messages(`?after_seq=${first!.created_seq}`)).map(({ content }) => content)).toEqual(['two', 'three'])
  expect((await messages('?per_page=2')).map(({ content }) => content)).toEqual(['two', 'three'])
  expect((await messages('?per_page=2&page=2')).map(({ content }) => content)).toEqual(['one'])
})

test('a conversation is its owner’s', async () => {
  await say('hi')
  kit.makeFolder('a', { 'u/bob': false })
  const token = kit.windmill.addMember('bob')
  expect((await kit.answer('GET', '/flow_conversations/list', { token })).body).toEqual([])
  expect((await kit.ask('GET', `/flow_conversations/${MEMORY}/messages`, { token })).status).toBe(404)
  expect((await kit.ask('DELETE', `/flow_conversations/delete/${MEMORY}`, { token })).status).toBe(404)
  expect((await say('let me in', undefined, token)).status).toBe(404)
  expect(await messages()).toHaveLength(1)
})

test('a deleted conversation is gone with its messages', async () => {
  await say('hi')
  const deleted = await kit.answer('DELETE', `/flow_conversations/delete/${MEMORY}`)
  expect(deleted).toMatchObject({ status: 200, body: `Conversation ${MEMORY} deleted` })
  expect((await kit.ask('GET', `/flow_conversations/${MEMORY}/messages`)).status).toBe(404)
})

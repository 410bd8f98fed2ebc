import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../../../../../services/windmill/src/shared/json.ts'
import type { FlowModule } from '../../../../../services/windmill/src/shared/openflow.ts'
import { startAgentModel } from '../../../../conformance/player/agent-model.ts'
import { type FlowKit, openFlows } from '../flow-kit.ts'

let kit: FlowKit
let model: Awaited<ReturnType<typeof startAgentModel>>
beforeEach(async () => {
  model = await startAgentModel()
  kit = await openFlows()
})
afterEach(async () => {
  await kit.stop()
  await model.stop()
})

const agent = (inputs: JsonObject, id = 'a'): FlowModule => {
  const provider = { kind: 'customai', model: 'm', resource: { api_key: 'k', base_url: `http://${model.address}/v1` } }
  const given = Object.entries({ provider, ...inputs })
  const input_transforms = Object.fromEntries(given.map(([name, value]) => [name, { type: 'static' as const, value }]))
  return { id, value: { type: 'aiagent', tools: [], input_transforms } }
}

/** Runs a step and answers what was said in all, as `role: content`. */
async function said(inputs: JsonObject, { id = 'a', query = '' } = {}): Promise<string[]> {
  const body = { value: { modules: [agent(inputs, id)] } }
  const flow = (await kit.answer('POST', `/jobs/run/preview_flow${query}`, { body })).body as string
  await kit.ends(flow)
  const { success, result } = kit.job(flow)
  if (!success) return [String(((result as JsonObject).error as JsonObject).message)]
  const { messages } = result as { messages: { role: string; content: string }[] }
  return messages.map(({ role, content }) => `${role}: ${content}`)
}
const memoryOf = (memory_id: string, context_length = 10) => ({ kind: 'auto', context_length, memory_id })

test('a step remembers the last messages of its conversation', async () => {
  const memory = memoryOf(randomUUID(), 3)
  await said({ memory, user_message: 'one', system_prompt: 'Be brief.' })
  expect(await said({ memory, user_message: 'two', system_prompt: 'Be brief.' })).toEqual([
    'system: Be brief.',
    'user: one',
    'assistant: You said: one',
    'user: two',
    'assistant: You said: two',
  ])
  expect((await said({ memory, user_message: 'three' })).slice(0, 3)).toEqual([
    'assistant: You said: one',
    'user: two',
    'assistant: You said: two',
  ])
})

test('another step, another conversation and a step without memory remember nothing of it', async () => {
  const memory = memoryOf(randomUUID())
  await said({ memory, user_message: 'one' })
  const alone = ['user: two', 'assistant: You said: two']
  expect(await said({ memory, user_message: 'two' }, { id: 'b' })).toEqual(alone)
  expect(await said({ memory: memoryOf(randomUUID()), user_message: 'two' })).toEqual(alone)
  expect(await said({ memory: { kind: 'off' }, user_message: 'two' })).toEqual(alone)
  expect(await said({ memory: { ...memory, context_length: 0 }, user_message: 'two' })).toEqual(alone)
})

test('the memory_id of the run stands above that of the step, and has to be somewhere', async () => {
  const query = `?memory_id=${randomUUID()}`
  await said({ memory: memoryOf(randomUUID()), user_message: 'one' }, { query })
  expect(await said({ messages_context_length: 5, user_message: 'two' }, { query })).toHaveLength(4)
  expect(await said({ memory: { kind: 'auto', context_length: 5 }, user_message: 'two' })).toHaveLength(2)
})

test('messages may be given instead', async () => {
  const messages = [{ role: 'user', content: 'given' }]
  expect(await said({ memory: { kind: 'manual', messages } })).toEqual(['user: given', 'assistant: You said: given'])
  expect(await said({ memory: { kind: 'manual', messages: [] } })).toEqual([
    "execution error:\nInternal: Either 'memory' with manual messages or 'user_message' must be provided",
  ])
})

test('what is longer than a memory is forgotten from its beginning', async () => {
  const memory = memoryOf(randomUUID())
  await said({ memory, user_message: 'x'.repeat(60_000) })
  expect(await said({ memory, user_message: 'two' })).toEqual([
    `assistant: You said: ${'x'.repeat(60_000)}`,
    'user: two',
    'assistant: You said: two',
  ])
})

test('who forgets a conversation forgets what was remembered of it', async () => {
  const memory_id = randomUUID()
  const chat = { modules: [agent({ memory: memoryOf(memory_id), user_message: 'one' })], chat_input_enabled: true }
  kit.deployFlow('f/sample/chat', chat)
  const turn = async () => {
    const path = `/jobs/run/f/f/sample/chat?memory_id=${memory_id}`
    const id = (await kit.answer('POST', path, { body: { user_message: 'one' } })).body as string
    await kit.ends(id)
    return (kit.job(id).result as { messages: unknown[] }).messages.length
  }
  expect([await turn(), await turn()]).toEqual([2, 4])
  expect((await kit.answer('DELETE', `/flow_conversations/delete/${memory_id}`)).status).toBe(200)
  expect(await turn()).toBe(2)
})

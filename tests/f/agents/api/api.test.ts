import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from '../../../../f/agents/api/contract/index.ts'
import { type ApiBench, startApiBench } from './kit.ts'

let bench: ApiBench
beforeAll(async () => {
  bench = await startApiBench()
  const script = 'export function main(who: string, amount: number) { return `sent ${amount} to ${who}` }'
  await bench.analyst.call('POST', '/folders/create', { name: 'shop', extra_perms: { 'g/all': false } })
  const deployed = { path: 'f/shop/send_money', language: 'bun', content: script, summary: 'Sends money', lock: '' }
  const properties = { who: { type: 'string' }, amount: { type: 'number' } }
  const schema = { type: 'object', properties, required: ['who', 'amount'] }
  await bench.analyst.call('POST', '/scripts/create', { ...deployed, description: '', schema })
})
afterAll(async () => bench?.stop())

const sends = (amount: number) => ({ calls: [{ name: 'send_money', arguments: { who: 'Bob', amount } }] })
const fits = (name: keyof typeof ROUTES, status: number, body: unknown) =>
  (ROUTES[name].answers as Record<number, { schema: { parse(value: unknown): unknown } }>)[status]!.schema.parse(body)

interface Refusal {
  $ref?: string
  description?: string
}
interface Operation {
  operationId: string
  responses: Record<string, Refusal>
}
const operationsOf = (document: { paths: Record<string, Record<string, Operation>> }) =>
  Object.values(document.paths).flatMap((path) => Object.values(path))

describe('agents', () => {
  test('are made, changed, published, rolled back, exchanged and deleted, each as the document says', async () => {
    const { ask } = bench
    const made = await ask('POST', 'agents', { name: 'clerk', instructions: 'Serve.' })
    expect(made).toMatchObject({ status: 201, body: { name: 'clerk', version: 1, published_version: null } })
    fits('create_agent', 201, made.body)
    expect(await ask('POST', 'agents', { name: 'clerk' })).toMatchObject({
      status: 409,
      body: { error: { code: 'AGENT_NAME_TAKEN', details: { names: ['clerk'] } } },
    })
    expect(await ask('POST', 'agents', { name: 'x', limits: { max_turns: 0 } })).toMatchObject({
      status: 400,
      body: { error: { code: 'AGENT_INVALID', details: { faults: [{ path: 'limits.max_turns' }] } } },
    })
    const changed = await ask('PATCH', `agents/${made.body.id}`, { description: 'A clerk' })
    expect(changed).toMatchObject({ status: 200, body: { version: 2, definition: { instructions: 'Serve.' } } })
    expect(await ask('POST', 'agents/clerk/publish', { version: 1 })).toMatchObject({
      status: 200,
      body: { published_version: 1, latest_version: 2 },
    })
    const versions = await ask('GET', 'agents/clerk/versions')
    fits('list_versions', 200, versions.body)
    expect(versions.body.versions.map((each: { is_published: boolean }) => each.is_published)).toEqual([false, true])
    const exported = await ask('GET', 'agents/clerk/export')
    fits('export_agent', 200, exported.body)
    expect(await ask('POST', 'agents/import', exported.body, { as: bench.bob })).toMatchObject({
      status: 201,
      body: { agents: [{ name: 'clerk', outcome: 'created' }] },
    })
    expect((await ask('DELETE', 'agents/clerk')).body).toEqual({ id: made.body.id })
    expect((await ask('GET', 'agents/clerk')).status).toBe(404)
    expect((await ask('GET', 'agents', undefined, { as: bench.bob })).body).toMatchObject({
      agents: [{ name: 'clerk' }],
      next: null,
    })
  })

  test('and all else belong to the owner of the token, whatever anybody says', async () => {
    const { ask, bob } = bench
    await ask('POST', 'agents', { name: 'mine' })
    bench.model.play({ answer: { text: 'Hello Ada' } })
    const { body: run } = await bench.run('mine', 'Hi')
    const theirs = [
      ['GET', 'agents/mine'],
      ['PATCH', 'agents/mine', {}],
      ['DELETE', 'agents/mine'],
      ['POST', 'agents/mine/runs', { input: 'x' }],
      ['GET', `runs/${run.id}`],
      ['GET', `runs/${run.id}/events`],
      ['POST', `runs/${run.id}/cancel`, {}],
      ['POST', `runs/${run.id}/approvals/k`, { approve: true }],
      ['GET', `sessions/${run.session_id}`],
      ['DELETE', `sessions/${run.session_id}`],
    ] as const
    for (const [method, path, body] of theirs) {
      expect([path, (await ask(method, path, body, { as: bob })).status]).toEqual([path, 404])
    }
    expect((await ask('GET', 'agents', undefined, { as: null })).status).toBe(401)
    // A job that says itself who asks is not believed.
    const forged = { request: { caller: 'ada', params: {}, query: {}, body: {} } }
    const path = '/jobs/run_wait_result/p/f/agents/api/list_agents?skip_preprocessor=true'
    await expect(bench.analyst.call('POST', path, forged)).rejects.toThrow('401')
  })

  test('are exported as a flow of Windmill’s own, which runs, with what it cannot do', async () => {
    const { ask, analyst } = bench
    const tool = { kind: 'script', path: 'f/shop/send_money' }
    const tools = [tool, { ...tool, name: 'asked', approval: 'always' }, { kind: 'builtin', name: 'remember' }]
    await ask('POST', 'agents', { name: 'native', instructions: 'Send.', tools, memory: { facts: 'auto' } })
    const { status, body } = await ask('GET', 'agents/native/flow')
    expect(status).toBe(200)
    fits('export_flow', 200, body)
    const fields = body.not_carried.map(({ field }: { field: string }) => field)
    expect(fields).toEqual(['memory.conversation', 'memory.facts', 'limits.max_tool_calls', 'tools.1', 'tools.2'])
    await analyst.call('POST', '/flows/create', { path: 'f/shop/native', ...body.flow })
    bench.model.play({ answer: sends(5) }, { answer: { text: 'Done' } })
    const result = await analyst.call('POST', '/jobs/run_wait_result/f/f/shop/native', { input: 'Send 5 to Bob' })
    expect(result).toMatchObject({ output: 'Done' })
    bench.model.check()
  })
})

describe('a run', () => {
  test('is started and read, with its events, and keeps no token', async () => {
    const { ask, model } = bench
    await ask('POST', 'agents', { name: 'teller' })
    model.play({ answer: { text: 'Hello' } }, { answer: { text: 'Again' } })
    const options = { headers: { 'idempotency-key': 'once' } }
    const started = await ask('POST', 'agents/teller/runs', { input: 'Hi', session_id: 'talk' }, options)
    expect(started).toMatchObject({ status: 201, body: { session_id: 'talk' } })
    expect((await ask('POST', 'agents/teller/runs', { input: 'Hi' }, options)).body).toEqual(started.body)
    const run = await bench.until(started.body.run_id, 'completed')
    fits('get_run', 200, run)
    expect(run).toMatchObject({ output: 'Hello', agent: 'teller', usage: { model_calls: 1 }, pending_approvals: [] })
    const events = await bench.events(run.id)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect((await ask('GET', `runs/${run.id}/events?since=${events.length - 1}`)).body).toMatchObject({
      events: [{ type: 'RUN_ENDED' }],
      next: events.length,
    })
    expect((await bench.run('teller', 'And?', { session_id: 'talk' })).body.output).toBe('Again')
    const said = (await ask('GET', 'sessions/talk')).body
    fits('get_session', 200, said)
    expect(said.messages.map(({ message }: { message: { content: string } }) => message.content)).toEqual([
      'Hi',
      'Hello',
      'And?',
      'Again',
    ])
    expect((await ask('GET', 'runs?agent=teller&limit=1')).body).toMatchObject({ runs: [{ agent: 'teller' }] })
    const jobs = (await bench.analyst.call('GET', '/jobs/list?per_page=100')) as { id: string }[]
    for (const { id } of jobs) {
      expect(JSON.stringify(await bench.analyst.call('GET', `/jobs_u/get/${id}`))).not.toContain(bench.ada)
    }
    model.check()
  })

  test('asks a person, who changes what is done; others find it answered', async () => {
    const { ask, model } = bench
    const tools = [{ kind: 'script', path: 'f/shop/send_money', approval: { when: 'args.amount > 10' } }]
    await ask('POST', 'agents', { name: 'payer', tools })
    model.play({ answer: sends(50) }, { answer: { text: 'Sent' } })
    const { status, body } = await bench.run('payer', 'Send 50 to Bob')
    expect([status, body.status]).toEqual([200, 'waiting_approval'])
    fits('start_run', 200, body)
    const [{ key, tool, arguments: args }] = body.pending_approvals
    expect([tool, args]).toEqual(['send_money', { who: 'Bob', amount: 50 }])
    expect(body.usage).toEqual({ input_tokens: 10, output_tokens: 5, model_calls: 1, tool_calls: 0 })
    const decide = (decision: object, of = key) => ask('POST', `runs/${body.id}/approvals/${of}`, decision)
    expect(await decide({ approve: true, arguments: { who: 'Bob', amount: 'much' } })).toMatchObject({
      status: 400,
      body: { error: { code: 'ARGUMENTS_INVALID' } },
    })
    expect((await decide({ approve: true }, 'another')).status).toBe(404)
    expect(await decide({ approve: true, arguments: { who: 'Bob', amount: 20 } })).toEqual({
      status: 200,
      body: { run_id: body.id, key, approved: true },
    })
    expect(await decide({ approve: false })).toMatchObject({
      status: 409,
      body: { error: { code: 'APPROVAL_DECIDED' } },
    })
    expect((await bench.until(body.id, 'completed')).output).toBe('Sent')
    const decided = (await bench.events(body.id)).find(({ type }) => type === 'APPROVAL_DECIDED')
    expect(decided?.data).toMatchObject({ approved: true, approver: 'ada' })
    expect(model.requests.at(-1)!.messages.at(-1)!.content).toContain('sent 20 to Bob')

    model.play({ answer: sends(70) })
    const waiting = (await bench.run('payer', 'Send 70 to Bob')).body
    expect(await ask('DELETE', `sessions/${waiting.session_id}`)).toMatchObject({ status: 409 })
    const cancelled = await ask('POST', `runs/${waiting.id}/cancel`, { reason: 'no more' })
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled', error: { message: 'no more' } } })
    const late = `runs/${waiting.id}/approvals/${waiting.pending_approvals[0].key}`
    expect(await ask('POST', late, { approve: true })).toMatchObject({
      status: 409,
      body: { error: { code: 'RUN_ENDED', details: { status: 'cancelled' } } },
    })
    expect((await bench.events(waiting.id)).at(-1)).toMatchObject({ type: 'RUN_ENDED', data: { status: 'cancelled' } })
    expect((await ask('POST', `runs/${body.id}/cancel`, {})).body.error.code).toBe('RUN_ENDED')
    expect((await ask('DELETE', `sessions/${waiting.session_id}`)).status).toBe(200)
    expect((await ask('GET', `runs/${waiting.id}`)).status).toBe(404)
    model.check()
  })

  test('asks about its input, and takes no change that is no input', async () => {
    const { ask, model } = bench
    const input = [{ kind: 'pattern', pattern: 'money', action: 'ask' }]
    await ask('POST', 'agents', { name: 'careful', guardrails: { input } })
    const { body } = await bench.run('careful', 'Send money')
    const decide = (decision: object) =>
      ask('POST', `runs/${body.id}/approvals/${body.pending_approvals[0].key}`, decision)
    expect(await decide({ approve: true, arguments: { text: 'Send a card' } })).toMatchObject({
      status: 400,
      body: { error: { code: 'ARGUMENTS_INVALID' } },
    })
    model.play({ answer: { text: 'Sent a card' } })
    expect((await decide({ approve: true, arguments: { input: 'Send a card' } })).status).toBe(200)
    expect((await bench.until(body.id, 'completed')).output).toBe('Sent a card')
    model.check()
  })

  test('is what an OpenAI client gets an answer of, streamed or not', async () => {
    const { ask, model } = bench
    await ask('POST', 'agents', { name: 'chatty', instructions: 'Chat.' })
    const client = new OpenAI({ baseURL: `${bench.analyst.hubUrl}/v1`, apiKey: bench.ada })
    const messages = (...words: string[]): OpenAI.ChatCompletionMessageParam[] =>
      words.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }))
    model.play({ answer: { text: 'Good day to you' } }, { answer: { text: 'You said One' } })
    const whole = await client.chat.completions.create({ model: 'chatty', messages: messages('Hello') })
    expect(whole.choices[0]).toMatchObject({ message: { content: 'Good day to you' }, finish_reason: 'stop' })
    const request = { model: 'chatty', messages: messages('One', '1', 'What did I say?'), stream: true } as const
    let text = ''
    for await (const { choices } of await client.chat.completions.create(request)) {
      text += choices[0]?.delta.content ?? ''
    }
    expect(text).toBe('You said One')
    expect(model.requests.at(-1)!.messages.map(({ content }) => content)).toEqual([
      'Chat.',
      ...['One', '1', 'What did I say?'],
    ])
    expect((await client.models.list()).data.map(({ id }) => id)).toContain('chatty')
    await expect(client.chat.completions.create({ model: 'nobody', messages: messages('x') })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
    model.check()
  })
})

test('sessions are listed and forked', async () => {
  const { ask, model } = bench
  await ask('POST', 'agents', { name: 'forker' })
  model.play({ answer: { text: 'One' } })
  const { body: run } = await bench.run('forker', 'Count')
  const fork = await ask('POST', `sessions/${run.session_id}/fork`, { until: 1 })
  expect(fork).toMatchObject({ status: 201, body: { forked_from: run.session_id } })
  expect((await ask('GET', `sessions/${fork.body.session_id}`)).body.messages).toHaveLength(1)
  const list = (await ask('GET', 'sessions?agent=forker')).body
  fits('list_sessions', 200, list)
  expect(list.sessions.map(({ id }: { id: string }) => id).sort()).toEqual(
    [run.session_id, fork.body.session_id].sort(),
  )
})

test('memories are added, listed and forgotten', async () => {
  const { ask, analyst, model } = bench
  await analyst.useModel()
  const added = await ask('POST', 'memories', { content: 'Ada likes tea.' })
  expect(added.status).toBe(201)
  fits('add_memory', 201, added.body)
  const { id } = added.body.memory
  expect((await ask('GET', 'memories')).body).toMatchObject({
    memories: [{ id, content: 'Ada likes tea.' }],
    next: null,
  })
  expect((await ask('GET', 'memories', undefined, { as: bench.bob })).body.memories).toEqual([])
  expect((await ask('DELETE', `memories/${id}`, undefined, { as: bench.bob })).status).toBe(404)
  expect((await ask('POST', `memories/${id}/decision`, { approve: true })).status).toBe(409)
  expect((await ask('DELETE', 'memories', { ids: [id, 'other'] })).body).toEqual({ forgotten: [id] })
  expect((await ask('DELETE', `memories/${id}`)).status).toBe(404)
  const once = { headers: { 'idempotency-key': 'tea' } }
  const kept = await ask('POST', 'memories', { content: 'Ada likes green tea.' }, once)
  expect((await ask('POST', 'memories', { content: 'Ada likes green tea.' }, once)).body).toEqual(kept.body)
  await ask('DELETE', `memories/${kept.body.memory.id}`)
  const again = await ask('POST', 'memories', { content: 'Ada likes green tea.' }, once)
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'MEMORY_FORGOTTEN' } } })
  const long = await ask('POST', 'memories', { content: 'Ada likes tea.', lasts_days: 1e300 })
  expect(long).toMatchObject({ status: 400, body: { error: { details: { faults: [{ path: 'lasts_days' }] } } } })
  const secret = await ask('POST', 'memories', { content: 'My password is hunter2hunter2' })
  expect(secret).toMatchObject({ status: 400, body: { error: { code: 'MEMORY_SECRET' } } })
  await analyst.useModel(model.provider)
})

test('the OpenAPI document is served, and every reference in it is there', async () => {
  const { status, body } = await bench.ask('GET', 'openapi.json')
  expect([status, body.openapi]).toEqual([200, '3.1.0'])
  const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)]
  expect(references.length).toBe(JSON.stringify(body).split('"$ref"').length - 1)
  expect(references.length).toBeGreaterThan(100)
  for (const [, kind, id] of references) expect(body.components[kind!], id).toHaveProperty(id!)
  expect(
    operationsOf(body)
      .map(({ operationId }) => operationId)
      .sort(),
  ).toEqual([...Object.keys(ROUTES), 'get_document'].sort())
  expect((await bench.ask('GET', 'other')).body.error.code).toBe('NOT_FOUND')
})

test('what several routes refuse alike stands once in the OpenAPI document', async () => {
  const { body } = await bench.ask('GET', 'openapi.json')
  const written = Object.values<Refusal>(body.components.responses).map(({ description }) => description!)
  for (const { operationId, responses } of operationsOf(body)) {
    expect(responses[400], operationId).toEqual({ $ref: '#/components/responses/BadRequest' })
    expect(responses[401], operationId).toEqual({ $ref: '#/components/responses/Unauthorized' })
    const own = Object.entries(responses).filter(([status, { $ref }]) => Number(status) >= 400 && !$ref)
    written.push(...own.map(([, { description }]) => description!))
  }
  expect(written).toEqual([...new Set(written)])
})

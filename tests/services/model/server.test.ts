import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Model, startModel } from '../../../services/model/src/index.ts'
import { clientOf, fakeSystem, tool, WINDMILL } from './kit.ts'

let model: Model
let client: OpenAI

beforeAll(async () => {
  model = await startModel({ system: fakeSystem() })
  client = clientOf(model)
})
afterAll(() => model.stop())

const hello = { model: 'offline', messages: [{ role: 'user' as const, content: 'Hello!' }] }
const build = {
  model: 'offline',
  tools: WINDMILL,
  messages: [{ role: 'user' as const, content: 'Create a simple hello world script' }],
}

test('a plain answer says what the model is, with usage', async () => {
  const completion = await client.chat.completions.create(hello)
  expect(completion).toMatchObject({ object: 'chat.completion', model: 'offline', created: 1_700_000_000 })
  expect(completion.choices[0]).toMatchObject({
    index: 0,
    finish_reason: 'stop',
    message: { role: 'assistant', content: 'Hello! I am the offline model: plain rules, no language model.' },
  })
  const { prompt_tokens, completion_tokens, total_tokens } = completion.usage!
  expect([prompt_tokens > 0, completion_tokens > 0, total_tokens]).toEqual([
    true,
    true,
    prompt_tokens + completion_tokens,
  ])
})

test('a stream has the same words in pieces, and usage when it is asked for', async () => {
  const whole = await client.chat.completions.create(hello)
  const stream = await client.chat.completions.create({
    ...hello,
    stream: true,
    stream_options: { include_usage: true },
  })
  const chunks: OpenAI.Chat.Completions.ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const deltas = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '')
  expect(deltas.join('')).toBe(whole.choices[0]!.message.content)
  expect(deltas.filter(Boolean).length).toBeGreaterThan(2)
  expect(chunks[0]!.choices[0]!.delta.role).toBe('assistant')
  expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe('stop')
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
})

test('a stream without usage ends with its reason and [DONE]', async () => {
  const response = await fetch(`${model.baseUrl}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ ...hello, stream: true }),
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events = (await response.text()).trim().split('\n\n')
  expect(events.at(-1)).toBe('data: [DONE]')
  expect(JSON.parse(events.at(-2)!.slice('data: '.length))).toMatchObject({ choices: [{ finish_reason: 'stop' }] })
  expect(events.join('')).not.toContain('usage')
})

test('a tool call comes whole, or in streamed pieces that make the same call', async () => {
  const completion = await client.chat.completions.create(build)
  const choice = completion.choices[0]!
  expect(choice).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
  const call = choice.message.tool_calls![0] as OpenAI.Chat.Completions.ChatCompletionMessageFunctionToolCall
  expect(call).toMatchObject({ type: 'function', function: { name: 'create_windmill_script' } })
  expect(JSON.parse(call.function.arguments)).toMatchObject({ name: 'hello_world', language: 'bun' })

  const streamed = await client.chat.completions.stream(build).finalChatCompletion()
  expect(streamed.choices[0]!.finish_reason).toBe('tool_calls')
  const [again] = streamed.choices[0]!.message.tool_calls!
  expect(again).toMatchObject({ type: 'function', function: call.function })
})

test('the client runs tools with it until it answers in words', async () => {
  const created: unknown[] = []
  const runner = client.chat.completions.runTools({
    model: 'offline',
    messages: build.messages,
    tools: [
      {
        type: 'function',
        function: {
          name: WINDMILL[0]!.function.name,
          description: 'Create a new script in Windmill',
          parameters: WINDMILL[0]!.function.parameters!,
          function: (given: string) => {
            const { name } = JSON.parse(given) as { name: string }
            created.push(name)
            return JSON.stringify({ path: `u/admin/${name}`, result: 'Hello, world!' })
          },
        },
      },
    ],
  })
  expect(await runner.finalContent()).toBe(
    'I created the script u/admin/hello_world and ran it: it returned "Hello, world!".',
  )
  expect(created).toEqual(['hello_world'])
})

test('the same request has the same answer, but for its names', async () => {
  const [one, two] = [await startModel({ system: fakeSystem() }), await startModel({ system: fakeSystem() })]
  try {
    const answers = await Promise.all([one, two].map((own) => clientOf(own).chat.completions.create(build)))
    expect(JSON.stringify(answers[0])).toBe(JSON.stringify(answers[1]))
  } finally {
    await Promise.all([one.stop(), two.stop()])
  }
})

test('tool_choice none calls nothing, one that names a tool calls it', async () => {
  const weather = tool('get_weather', 'Get the weather of a city', { city: { type: 'string' } })
  const none = await client.chat.completions.create({ ...build, tool_choice: 'none' })
  expect(none.choices[0]!.message.tool_calls).toBeUndefined()
  const forced = await client.chat.completions.create({
    ...build,
    tools: [...WINDMILL, weather],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
  })
  expect(forced.choices[0]!.message.tool_calls).toMatchObject([{ function: { name: 'get_weather' } }])
  await expect(
    client.chat.completions.create({ ...build, tool_choice: { type: 'function', function: { name: 'other' } } }),
  ).rejects.toMatchObject({ status: 400, param: 'tool_choice' })
})

test('max_tokens and stop cut an answer', async () => {
  const short = await client.chat.completions.create({ ...hello, max_completion_tokens: 2 })
  expect(short.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: 'Hello! I' } })
  const stopped = await client.chat.completions.create({ ...hello, stop: [':', '!'] })
  expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Hello' } })
})

test('the list of models has offline, and nothing else is found', async () => {
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['offline'])
  expect((await client.models.retrieve('offline')).id).toBe('offline')
  for (const request of [
    client.models.retrieve('gpt-5'),
    client.chat.completions.create({ ...hello, model: 'gpt-5' }),
    client.embeddings.create({ model: 'gpt-5', input: 'x' }),
  ])
    await expect(request).rejects.toMatchObject({
      status: 404,
      error: {
        message: "model 'gpt-5' not found: this server has only 'offline'",
        type: 'invalid_request_error',
        param: 'model',
        code: 'model_not_found',
      },
    })
})

test.each([
  ['no JSON', '{', null],
  ['no messages', { model: 'offline', messages: [] }, 'messages'],
  ['a role that there is not', { model: 'offline', messages: [{ role: 'robot', content: 'x' }] }, 'messages.0.role'],
  ['two answers', { ...hello, n: 2 }, 'n'],
  ['a picture', { ...hello, messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages'],
  ['a result of no call', { ...hello, messages: [{ role: 'tool', content: '', tool_call_id: 'x' }] }, 'messages'],
])('a request with %s is refused', async (_, body, param) => {
  const response = await fetch(`${model.baseUrl}/chat/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: { message: expect.any(String), type: 'invalid_request_error', param, code: null } },
  ])
})

test('a body over 8 MiB is refused, and so is another route', async () => {
  const large = client.embeddings.create({ model: 'offline', input: 'x'.repeat(8 * 1024 * 1024) })
  await expect(large).rejects.toMatchObject({ status: 413 })
  expect((await fetch(`${model.baseUrl}/completions`, { method: 'POST' })).status).toBe(404)
})

test('a taken port is named', async () => {
  const port = Number(new URL(model.url).port)
  await expect(startModel({ port })).rejects.toThrow(`Port ${port} is in use on 127.0.0.1: choose another one`)
})

test('a stopped server refuses connections', async () => {
  const own = await startModel()
  await own.stop()
  await expect(clientOf(own).models.list()).rejects.toBeInstanceOf(OpenAI.APIConnectionError)
})

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI, { type APIError } from 'openai'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Hub, type HubOptions, startHub } from '../../../services/hub/src/index.ts'
import { FakeSystem, post, SECRETS } from './kit.ts'

/** What the hub asked of Windmill. */
interface Asked {
  method: string
  path: string
  authorization: string | undefined
  body: Record<string, unknown>
}

type Answer = [status: number, body: object]

const RUN = 'run-1'
const ENDED = {
  ...{ status: 'completed', output: 'Hello there', error: null, cost: 0 },
  usage: { input_tokens: 7, output_tokens: 3 },
}

let hub: Hub
let client: OpenAI
let system: FakeSystem
let asked: Asked[]
/** What Windmill answers, by method and the end of the path. */
let answers: Record<string, Answer>
let stopWindmill: () => Promise<void>

async function startWindmill(): Promise<string> {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { method = '', url = '', headers } = request
    const path = url.replace('/api/r/main/v1/', '').replace('/api/w/main/', '')
    const body = text ? JSON.parse(text) : {}
    asked.push({ method, path, authorization: headers.authorization, body })
    const [status, answer] = answers[`${method} ${path}`] ?? [500, { error: { code: 'UNEXPECTED', message: path } }]
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stopWindmill = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function start(options: Partial<HubOptions> = {}): Promise<void> {
  const baseUrl = await startWindmill()
  hub = await startHub({ ...SECRETS, system, windmill: { baseUrl, workspace: 'main' }, ...options })
  client = new OpenAI({ baseURL: `${hub.url}/v1`, apiKey: 'a-token' })
}

beforeEach(() => {
  asked = []
  system = new FakeSystem()
  answers = {
    'GET users/whoami': [200, { username: 'ada' }],
    'POST agents/helper/runs': [201, { run_id: RUN, session_id: 's' }],
    'POST runs/run-1/cancel': [200, {}],
  }
})
afterEach(async () => {
  await hub?.stop()
  await stopWindmill?.()
})

/** Waits until the hub has started `count` runs and follows the last of them; answers its session. */
async function runStarted(count = 1): Promise<string> {
  const runs = () => asked.filter(({ path }) => path === 'agents/helper/runs')
  // A timer of the hub, and two of a run that is followed.
  while (runs().length < count || system.timers < 3) await fetch(`${hub.url}/health`)
  return String(runs().at(-1)!.body.session_id)
}

const tell = (sessionId: string, type: string, payload: object) =>
  post(hub, '/broadcast', { type, userId: 'ada', sessionId, payload: { run_id: RUN, ...payload }, timestamp: 1 })
const tokens = (sessionId: string, turn: number, text: string, attempt = 0) =>
  tell(sessionId, 'TOKENS', { turn, attempt, nth: 0, text })
const end = (sessionId: string, data: object = ENDED) => tell(sessionId, 'RUN_ENDED', { type: 'RUN_ENDED', data })

const hello = { model: 'helper', messages: [{ role: 'user' as const, content: 'Hi' }] }
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error: APIError) => error,
  )

/** A chat whose run is told of by `play` once it has been started. */
async function stream(play: (session: string) => Promise<unknown>, request: object = {}) {
  const chunks = await client.chat.completions.create({ ...hello, ...request, stream: true })
  await play(await runStarted(asked.filter(({ method }) => method === 'POST').length))
  const all: OpenAI.ChatCompletionChunk[] = []
  for await (const chunk of chunks) all.push(chunk)
  return { all, text: all.map(({ choices }) => choices[0]?.delta.content ?? '').join('') }
}

describe('a chat', () => {
  test('is a run of the agent, with the token of who asks, and its output is the answer', async () => {
    await start()
    const answer = client.chat.completions.create(hello).withResponse()
    await end(await runStarted())
    const { data, response } = await answer
    expect(data).toMatchObject({
      ...{ id: `chatcmpl-${RUN}`, object: 'chat.completion', model: 'helper' },
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
    })
    expect(response.headers.get('x-run-id')).toBe(RUN)
    expect(response.headers.get('x-session-id')).toBe(asked[1]!.body.session_id)
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer a-token', 'Bearer a-token'])
    expect(asked[1]!.body).toEqual({ input: 'Hi', session_id: expect.stringMatching(/^[0-9a-f-]{36}$/), history: [] })
  })

  test('hands on what was said before, and what the client tells as system once, at the beginning', async () => {
    await start()
    const answer = client.chat.completions.create({
      model: 'helper',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'One' }] },
        { role: 'assistant', content: '1' },
        { role: 'user', content: 'Two' },
        { role: 'user', content: 'please' },
      ],
    })
    await end(await runStarted())
    await answer
    expect(asked[1]!.body).toMatchObject({
      input: 'Two\n\nplease',
      history: [
        { role: 'user', content: 'Be brief.\n\nOne' },
        { role: 'assistant', content: '1' },
      ],
    })
  })

  test('that goes on from an answer goes on in the session of that answer, streamed or not', async () => {
    await start()
    const user = (content: string) => ({ role: 'user' as const, content })
    const assistant = (content: string) => ({ role: 'assistant' as const, content })
    const system = { role: 'system' as const, content: 'Be brief.' }
    let runs = 0
    const sessionOf = async (...messages: OpenAI.ChatCompletionMessageParam[]) => {
      const answer = client.chat.completions.create({ model: 'helper', messages }).withResponse()
      runs += 1
      await end(await runStarted(runs))
      return (await answer).response.headers.get('x-session-id')
    }
    const first = await sessionOf(system, user('Hi'))
    const talk = [system, user('Hi'), assistant('Hello there')]
    expect(await sessionOf(...talk, user('More'), user('please'))).toBe(first)
    const more = [...talk, user('More'), user('please'), assistant('Hello there')]
    expect(await sessionOf(...more, user('And?'))).toBe(first)
    expect(await sessionOf(system, user('Hi'), assistant('Hello, there'), user('More'))).not.toBe(first)
    expect(await sessionOf(user('Hi'), assistant('Hello there'), user('More'))).not.toBe(first)

    const streamed = stream(
      async (session) => {
        await tokens(session, 1, 'Let me look.')
        await tokens(session, 2, 'Hello there')
        await end(session)
      },
      { messages: [user('Stream')] },
    )
    const { text } = await streamed
    runs = asked.filter(({ path }) => path === 'agents/helper/runs').length
    const session = asked.at(-1)!.body.session_id
    expect(await sessionOf(user('Stream'), assistant(text), user('More'))).toBe(session)
  })

  test('is of the session that a header or the metadata names, or of one for each `user`', async () => {
    await start()
    const session = async (request: object, headers: Record<string, string> = {}) => {
      answers['POST agents/helper/runs'] = [404, { error: { code: 'SESSION_NOT_FOUND', message: 'none' } }]
      await errorOf(client.chat.completions.create({ ...hello, ...request }, { headers }))
      return asked.at(-1)!.body.session_id
    }
    expect(await session({ metadata: { session_id: 'mine' } })).toBe('mine')
    expect(await session({ metadata: { session_id: 'mine' }, user: 'kim' }, { 'x-session-id': 'first' })).toBe('first')
    const ofKim = await session({ user: 'kim' })
    expect(ofKim).toMatch(/^[0-9a-f]{32}$/)
    expect(await session({ user: 'kim' })).toBe(ofKim)
    expect(await session({ user: 'lee' })).not.toBe(ofKim)
    expect(await session({})).not.toBe(await session({}))
  })

  test('that ends without an answer is an error that clients do not try again', async () => {
    await start()
    const answer = errorOf(client.chat.completions.create(hello))
    await end(await runStarted(), {
      ...ENDED,
      status: 'failed',
      output: null,
      error: { code: 'MAX_TURNS', message: 'Why' },
    })
    expect(await answer).toMatchObject({ status: 502, code: 'MAX_TURNS', message: '502 Why' })
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  test('says so when its budget or a guard ended it', async () => {
    await start()
    const budget = client.chat.completions.create(hello)
    await end(await runStarted(), { ...ENDED, status: 'budget_exceeded', output: 'As far as', error: null })
    expect((await budget).choices[0]).toMatchObject({ message: { content: 'As far as' }, finish_reason: 'length' })
    const guarded = client.chat.completions.create(hello)
    const error = { code: 'GUARDRAIL_BLOCKED', message: 'no' }
    await end(await runStarted(2), { ...ENDED, status: 'failed', output: null, error })
    expect((await guarded).choices[0]).toMatchObject({ message: { content: '' }, finish_reason: 'content_filter' })
  })

  test('whose end the hub was not told, or not whole, ends all the same', async () => {
    await start()
    answers['GET runs/run-1'] = [200, { ...ENDED, output: { n: 1 }, ended_at: '2026-11-21T10:00:00Z' }]
    const untold = client.chat.completions.create(hello)
    await runStarted()
    system.advance(5_000)
    expect((await untold).choices[0]!.message.content).toBe('{"n":1}')
    const omitted = stream((session) => end(session, { omitted: true, size: 200_000 }))
    expect((await omitted).text).toBe('{"n":1}')
  })

  test('that takes too long is given up, and its run goes on', async () => {
    await start({ limits: { chatMs: 1_000, chatLookMs: 5_000 } })
    const answer = errorOf(client.chat.completions.create(hello))
    await runStarted()
    system.advance(1_000)
    expect(await answer).toMatchObject({ status: 504, code: 'run_goes_on' })
    expect(asked.map(({ path }) => path)).not.toContain('runs/run-1/cancel')
  })
})

describe('a streamed chat', () => {
  test('comes as the model writes, turn by turn, with the usage when it is asked for', async () => {
    await start()
    const { all, text } = await stream(
      async (session) => {
        await tokens(session, 1, 'Let me ')
        await tokens(session, 1, 'look.')
        await tell(session, 'TOOL_CALLED', { type: 'TOOL_CALLED', data: {} })
        await post(hub, '/broadcast', {
          ...{ type: 'TOKENS', userId: 'ada', sessionId: session, timestamp: 1 },
          payload: { run_id: 'another', turn: 1, attempt: 0, text: 'not this' },
        })
        await tokens(session, 2, 'Hello ')
        await end(session)
      },
      { stream_options: { include_usage: true } },
    )
    expect(text).toBe('Let me look.\n\nHello there')
    expect(all[0]!.choices[0]!.delta).toEqual({ role: 'assistant', content: '' })
    expect(all.at(-2)!.choices[0]!.finish_reason).toBe('stop')
    expect(all.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 10 } })
    expect(new Set(all.map(({ id }) => id))).toEqual(new Set([`chatcmpl-${RUN}`]))
  })

  test('sends the answer whole when it was not streamed, or is another than was', async () => {
    await start()
    expect((await stream((session) => end(session))).text).toBe('Hello there')
  })

  test('that is tried again by another model begins its words anew', async () => {
    await start()
    const play = async (session: string) => {
      await tokens(session, 1, 'Hel', 0)
      await tokens(session, 1, 'Good day', 1)
      await end(session, { ...ENDED, output: 'Good day' })
    }
    expect((await stream(play)).text).toBe('Hel\n\nGood day')
  })

  test('ends with an error when its run does', async () => {
    await start()
    const error = { code: 'LLM_UNREACHABLE', message: 'Gone' }
    const play = (session: string) => end(session, { ...ENDED, status: 'failed', output: null, error })
    expect(await errorOf(stream(play))).toMatchObject({ code: 'LLM_UNREACHABLE' })
  })

  test('says now and then that it is there', async () => {
    await start()
    const response = await fetch(`${hub.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-token' },
      body: JSON.stringify({ ...hello, stream: true }),
    })
    system.advance(15_000)
    await end(await runStarted())
    expect(await response.text()).toMatch(/: the agent is at work\n\n[\s\S]*data: \[DONE\]\n\n$/)
  })

  test('whose client goes is cancelled', async () => {
    await start()
    const chunks = await client.chat.completions.create({ ...hello, stream: true })
    await runStarted()
    chunks.controller.abort()
    while (!asked.some(({ path }) => path === 'runs/run-1/cancel')) await fetch(`${hub.url}/health`)
  })
})

describe('a request that is refused', () => {
  test('because the agent is not there, or the token is not good, says so in OpenAI’s words', async () => {
    await start()
    answers['POST agents/nobody/runs'] = [404, { error: { code: 'AGENT_NOT_FOUND', message: 'There is none' } }]
    const missing = errorOf(client.chat.completions.create({ ...hello, model: 'nobody' }))
    expect(await missing).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' })
    answers['GET users/whoami'] = [401, {}]
    expect(await errorOf(client.models.list())).toMatchObject({ status: 401, code: 'invalid_api_key' })
    const none = await fetch(`${hub.url}/v1/models`)
    expect([none.status, await none.json()]).toMatchObject([401, { error: { type: 'authentication_error' } }])
  })

  test.each([
    ['no messages', { messages: [] }, 'messages'],
    ['the last words of an assistant', { messages: [{ role: 'assistant', content: 'x' }] }, 'messages'],
    [
      'a picture',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      undefined,
    ],
    ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }, 'tools'],
    ['several answers', { n: 2 }, 'n'],
    ['a form of the answer', { response_format: { type: 'json_object' } }, 'response_format.type'],
  ])('because it has %s', async (_, request, param) => {
    await start()
    const refused = await errorOf(client.chat.completions.create({ ...hello, ...request } as never))
    expect(refused).toMatchObject({ status: 400, type: 'invalid_request_error', ...(param && { param }) })
    expect(asked).toEqual([])
  })

  test('because there is no such route, no JSON, too much of it, or no Windmill', async () => {
    await start({ limits: { chatBytes: 1_000 } })
    const ask = async (path: string, body?: string) => {
      const method = body === undefined ? 'GET' : 'POST'
      const response = await fetch(hub.url + path, { method, body, headers: { authorization: 'Bearer a-token' } })
      const { error } = (await response.json()) as { error: { code: string } }
      return [response.status, error.code]
    }
    expect(await ask('/v1/embeddings')).toEqual([404, 'not_found'])
    expect(await ask('/v1/chat/completions', 'x')).toEqual([400, 'invalid_request'])
    expect(await ask('/v1/chat/completions', 'x'.repeat(1_001))).toEqual([413, 'too_large'])
    await hub.stop()
    hub = await startHub({ ...SECRETS, system })
    expect(await ask('/v1/models')).toEqual([501, 'no_agents'])
    await hub.stop()
    hub = await startHub({ ...SECRETS, system, windmill: { baseUrl: 'http://127.0.0.1:1', workspace: 'main' } })
    expect(await ask('/v1/models')).toEqual([502, 'windmill_unreachable'])
  })
})

test('models are the caller’s agents, all of them', async () => {
  await start()
  const agent = (name: string) => ({ name, created_at: '2026-11-21T10:00:00Z', id: name })
  answers['GET agents?limit=200&after='] = [200, { agents: [agent('a'), agent('b')], next: 'b' }]
  answers['GET agents?limit=200&after=b'] = [200, { agents: [agent('c')], next: null }]
  answers['GET agents/c'] = [200, agent('c')]
  const models = await client.models.list()
  expect(models.data.map(({ id, owned_by }) => [id, owned_by])).toEqual([
    ['a', 'ada'],
    ['b', 'ada'],
    ['c', 'ada'],
  ])
  expect(await client.models.retrieve('c')).toMatchObject({ id: 'c', object: 'model', created: 1_795_255_200 })
})

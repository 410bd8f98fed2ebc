import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { chat, type Provider } from '../../../../f/lib/llm/index.ts'
import { type ModelTurn, type ScriptedModel, startScriptedModel } from '../../../helpers/scripted-model.ts'

let model: ScriptedModel | undefined
let server: Server | undefined
afterEach(async () => {
  await model?.stop()
  server?.closeAllConnections()
  server?.close()
  model = server = undefined
})

const asked = { messages: [{ role: 'user' as const, content: 'Say hello' }] }

async function played(turns: ModelTurn[], kind: Provider['kind'] = 'openai') {
  model = await startScriptedModel(turns, kind)
  return { ...model.provider, api_key: 'sk-secret' }
}

describe('an answer', () => {
  test('is put together from its pieces, which are handed on as they come', async () => {
    const provider = await played([{ answer: { text: 'Hello my friend' } }])
    const pieces: string[] = []
    const answer = await chat(provider, asked, { onText: (piece) => pieces.push(piece) })
    expect(answer).toEqual({
      text: 'Hello my friend',
      tool_calls: [],
      model: 'scripted',
      usage: { input_tokens: 10, output_tokens: 5 },
    })
    expect(pieces).toEqual(['Hello ', 'my ', 'friend'])
  })

  test('has its tool calls with the arguments as the model wrote them', async () => {
    const provider = await played([
      {
        answer: {
          calls: [
            { name: 'add', arguments: { a: 1, b: 2 } },
            { name: 'add', arguments: '{"a":' },
          ],
        },
      },
    ])
    const { tool_calls } = await chat(provider, asked)
    expect(tool_calls).toEqual([
      { id: 'call_1_1', name: 'add', arguments: '{"a":1,"b":2}' },
      { id: 'call_1_2', name: 'add', arguments: '{"a":' },
    ])
  })

  test('is asked for as JSON of a schema when there is one', async () => {
    const provider = await played([{ answer: { text: '{"n":1}' } }])
    const json_schema = { name: 'count', schema: { type: 'object', properties: { n: { type: 'number' } } } }
    await chat(provider, { ...asked, json_schema })
    expect(model!.requests[0]!.response_format).toEqual({ type: 'json_schema', json_schema })
  })

  test('is asked for with the conversation and the tools in the form of OpenAI', async () => {
    const provider = await played([{ answer: { text: 'Three' } }])
    const add = { name: 'add', description: 'Adds', parameters: { type: 'object', properties: {} } }
    await chat(provider, {
      messages: [
        { role: 'user', content: '1 + 2?' },
        { role: 'assistant', content: '', tool_calls: [{ id: 'c1', name: 'add', arguments: '{}' }] },
        { role: 'tool', tool_call_id: 'c1', content: '3' },
      ],
      tools: [add],
    })
    expect(model!.requests[0]).toMatchObject({
      model: 'scripted',
      stream: true,
      tools: [{ type: 'function', function: add }],
      messages: [
        { role: 'user', content: '1 + 2?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '3' },
      ],
    })
  })
})

const status = (code: number, error: object | string): ModelTurn[] => [
  { answer: { status: code, body: JSON.stringify({ error }) } },
]
const ended = (finish_reason: string | null, content = 'Hel'): ModelTurn[] => [
  { answer: { events: [{ model: 'scripted', choices: [{ index: 0, delta: { content }, finish_reason }] }] } },
]

describe('a failure', () => {
  test.each([
    ['a model that is not there', status(404, { message: "model 'scripted' not found" }), 'LLM_MODEL_NOT_FOUND'],
    ['a model that OpenAI does not know', status(404, { code: 'model_not_found', message: '' }), 'LLM_MODEL_NOT_FOUND'],
    ['another 404', status(404, { message: 'page not found' }), 'LLM_BAD_RESPONSE'],
    ['a refused key', status(401, { message: 'Incorrect API key provided: sk-secret' }), 'LLM_UNAUTHORIZED'],
    ['no credit', status(429, { code: 'insufficient_quota', message: 'no quota' }), 'LLM_UNAUTHORIZED'],
    ['too many calls', status(429, { message: 'Rate limit reached' }), 'LLM_BUSY'],
    ['a full queue', status(503, { message: 'server busy, please try again.' }), 'LLM_BUSY'],
    ['no memory', status(500, { message: 'model requires more system memory (20 GiB)' }), 'LLM_OUT_OF_MEMORY'],
    ['a request that is refused', status(400, { message: 'tools are not supported' }), 'LLM_BAD_RESPONSE'],
    ['an answer that was cut', ended('length'), 'LLM_TRUNCATED'],
    ['a stream without an end', ended(null), 'LLM_STREAM_INTERRUPTED'],
    ['an empty answer', ended('stop', ''), 'LLM_BAD_RESPONSE'],
    ['no events at all', [{ answer: { events: [] } }], 'LLM_BAD_RESPONSE'],
    [
      'an error in the middle',
      [{ answer: { events: [{ choices: [] }, { error: { message: 'gone' } }] } }],
      'LLM_STREAM_INTERRUPTED',
    ],
  ] as [string, ModelTurn[], string][])('%s is %s', async (_, turns, code) => {
    const provider = await played(turns)
    const failing = chat(provider, asked, { retries: 0 })
    await expect(failing).rejects.toMatchObject({ code })
    const { message, details } = await failing.catch((error) => error)
    expect(message).not.toMatch(/sk-secret|\n/)
    expect(details).toMatchObject({ model: 'scripted', remedy: expect.any(String) })
  })

  test('of an answer that was cut tells what it used, which is paid for', async () => {
    const usage = { prompt_tokens: 7, completion_tokens: 9 }
    const cut = { choices: [{ index: 0, delta: { content: 'Hel' }, finish_reason: 'length' }] }
    const provider = await played([{ answer: { events: [cut, { choices: [], usage }] } }])
    const { code, details } = await chat(provider, asked).catch((error) => error)
    expect([code, details.usage]).toEqual(['LLM_TRUNCATED', { input_tokens: 7, output_tokens: 9 }])
  })

  test('of a busy provider is tried again', async () => {
    const provider = await played([...status(503, { message: 'busy' }), { answer: { text: 'Hello' } }])
    expect((await chat(provider, asked, { retries: 1 })).text).toBe('Hello')
  })

  test('to be reached names the address, the reason and what to start', async () => {
    const provider = await played([], 'offline')
    await model!.stop()
    model = undefined
    await expect(chat(provider, asked, { retries: 0 })).rejects.toMatchObject({
      code: 'LLM_UNREACHABLE',
      message: expect.stringMatching(
        /^Cannot reach the offline model at http.*\(ECONNREFUSED\)\. Start it with `npm run/,
      ),
    })
  })

  test('to have the model tells who needs it and what there is', async () => {
    const provider = await played(status(404, { message: 'model "x" not found, try pulling it first' }))
    await expect(chat(provider, { ...asked, needed_by: 'the router' }, { retries: 0 })).rejects.toMatchObject({
      message: expect.stringMatching(/has no model scripted \(needed by the router\)\. It has: scripted\. Set another/),
    })
  })

  test('to answer in time is a timeout, before the first byte and after it', async () => {
    for (const head of [false, true]) {
      server = createServer((_, response) => {
        if (head) response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': wait\n\n')
      })
      await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
      const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
      const provider: Provider = { kind: 'openai', base_url, models: { chat: 'slow', embedding: 'slow' } }
      await expect(chat(provider, { ...asked, timeout_ms: 50 }, { retries: 0 })).rejects.toMatchObject({
        code: 'LLM_TIMEOUT',
      })
      server.closeAllConnections()
    }
  })
})

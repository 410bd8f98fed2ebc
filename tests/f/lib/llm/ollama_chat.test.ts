import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { chat, type Provider } from '../../../../f/lib/llm/index.ts'

let server: Server | undefined
let body: Record<string, unknown>
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** An Ollama that answers `/api/chat` with these lines (or text) and `/v1/models` with one model. */
async function ollama(answer: { status?: number; lines: unknown[] }): Promise<Provider> {
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (request.url === '/v1/models') {
      response.end(JSON.stringify({ data: [{ id: 'llama3.2:latest' }] }))
      return
    }
    expect(request.url).toBe('/api/chat')
    body = JSON.parse(text)
    response.writeHead(answer.status ?? 200)
    for (const line of answer.lines) response.write(typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)
    response.end()
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return { kind: 'ollama', base_url, models: { chat: 'gemma3:27b', embedding: 'e' } }
}

const asked = { messages: [{ role: 'user' as const, content: 'Say hello' }] }
const said = (content: string) => ({ model: 'gemma3:27b', message: { role: 'assistant', content }, done: false })
const done = (done_reason = 'stop') => ({
  ...{ model: 'gemma3:27b', message: { content: '' }, done: true, done_reason, prompt_eval_count: 7, eval_count: 3 },
})

describe('an answer of Ollama', () => {
  test('is read from its lines, and asked for without cutting what is too long', async () => {
    const provider = await ollama({ lines: [said('Hel'), said('lo'), done()] })
    const json_schema = { name: 'any', schema: { type: 'object' } }
    const answer = await chat(provider, { ...asked, num_ctx: 8192, max_tokens: 100, seed: 1, json_schema })
    expect(answer).toEqual({
      text: 'Hello',
      tool_calls: [],
      model: 'gemma3:27b',
      usage: { input_tokens: 7, output_tokens: 3 },
    })
    expect(body).toMatchObject({ truncate: false, options: { num_ctx: 8192, num_predict: 100, seed: 1 } })
    expect(body.format).toEqual({ type: 'object' })
  })

  test('has tool calls, and their results go back under the name of the tool', async () => {
    const call = { function: { name: 'add', arguments: { a: 1 } } }
    const provider = await ollama({ lines: [{ message: { content: '', tool_calls: [call, call] } }, done()] })
    const { tool_calls } = await chat(provider, {
      messages: [
        { role: 'user', content: 'Add' },
        { role: 'assistant', content: '', tool_calls: [{ id: 'c1', name: 'add', arguments: '{"a":0}' }] },
        { role: 'tool', tool_call_id: 'c1', content: '0' },
      ],
    })
    expect(tool_calls).toEqual([
      { id: 'call_3_1', name: 'add', arguments: '{"a":1}' },
      { id: 'call_3_2', name: 'add', arguments: '{"a":1}' },
    ])
    expect(body.messages).toMatchObject([
      {},
      { tool_calls: [{ function: { name: 'add', arguments: { a: 0 } } }] },
      { role: 'tool', tool_name: 'add', content: '0' },
    ])
  })
})

describe('a failure of Ollama', () => {
  test.each([
    ['a busy server', { status: 503, lines: [{ error: 'server busy, please try again.' }] }, 'LLM_BUSY'],
    ['a crash', { status: 500, lines: [{ error: 'this may be due to resource limitations' }] }, 'LLM_OUT_OF_MEMORY'],
    ['a cut answer', { lines: [said('Hel'), done('length')] }, 'LLM_TRUNCATED'],
    ['an error in the middle', { lines: [said('Hel'), { error: 'boom' }] }, 'LLM_STREAM_INTERRUPTED'],
    ['a stream without an end', { lines: [said('Hel')] }, 'LLM_STREAM_INTERRUPTED'],
    ['a line that is no JSON', { lines: ['<html>\n'] }, 'LLM_BAD_RESPONSE'],
    ['an address of something else', { status: 404, lines: ['404 page not found'] }, 'LLM_BAD_RESPONSE'],
    ['nothing said', { lines: [done('load')] }, 'LLM_BAD_RESPONSE'],
    ['a model of the cloud', { status: 401, lines: [{ error: 'unauthorized' }] }, 'LLM_UNAUTHORIZED'],
  ])('%s', async (_, answer, code) => {
    await expect(chat(await ollama(answer), asked)).rejects.toMatchObject({ code })
  })

  test('a cut answer: what it used, which is paid for', async () => {
    const used = { prompt_eval_count: 7, eval_count: 9 }
    const failing = chat(await ollama({ lines: [said('Hel'), { ...done('length'), ...used }] }), asked)
    await expect(failing).rejects.toMatchObject({ details: { usage: { input_tokens: 7, output_tokens: 9 } } })
  })

  test('a model that is not there: which one, for whom, how to get it, what there is', async () => {
    const provider = await ollama({ status: 404, lines: [{ error: "model 'gemma3:27b' not found" }] })
    await expect(chat(provider, { ...asked, needed_by: 'the router' })).rejects.toMatchObject({
      code: 'LLM_MODEL_NOT_FOUND',
      message: expect.stringMatching(
        /has no model gemma3:27b \(needed by the router\)\. It has: llama3\.2:latest\. Run `ollama pull gemma3:27b`\.$/,
      ),
    })
  })

  test('a server that is down: how to start it', async () => {
    const provider = await ollama({ lines: [] })
    server!.close()
    await expect(chat(provider, asked)).rejects.toMatchObject({
      code: 'LLM_UNREACHABLE',
      message: expect.stringMatching(/^Cannot reach Ollama at .*\(ECONNREFUSED\)\. Start it with `ollama serve`/),
    })
  })
})

import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where the recorded cases expect the model. */
export const RECORDED_ADDRESS = '127.0.0.1:8399'

interface ChatBody {
  model: string
  messages: { role: string; content: string | { text?: string }[] | null }[]
  tools?: { function: { name: string } }[]
  stream?: boolean
}

interface Call {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

/**
 * The OpenAI-compatible model that the `agent/` cases were recorded with: a user's turn, when there are tools, is
 * answered by a call of the first one with `{"x": 21}`; anything else is answered with what was said last. The model
 * `missing` is not there.
 */
export async function startAgentModel(): Promise<{ address: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => answer(JSON.parse(Buffer.concat(chunks).toString()), response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { address: `127.0.0.1:${port}`, stop: () => close(server) }
}

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

function answer(body: ChatBody, response: ServerResponse): void {
  if (body.model === 'missing') {
    const error = { message: "model 'missing' not found", type: 'not_found_error', param: null, code: null }
    json(response, 404, { error })
    return
  }
  const last = body.messages.at(-1)
  const said = typeof last?.content === 'string' ? last.content : (last?.content ?? []).map(({ text }) => text).join('')
  const tool = last?.role === 'user' ? body.tools?.[0] : undefined
  const call: Call | undefined = tool && {
    id: 'call_1',
    type: 'function',
    function: { name: tool.function.name, arguments: '{"x":21}' },
  }
  if (body.stream) stream(response, body.model, `You said: ${said}`, call)
  else whole(response, body.model, `You said: ${said}`, call)
}

const USAGE = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 }

function whole(response: ServerResponse, model: string, content: string, call?: Call): void {
  const message = call ? { role: 'assistant', content: null, tool_calls: [call] } : { role: 'assistant', content }
  const choices = [{ index: 0, message, finish_reason: call ? 'tool_calls' : 'stop' }]
  json(response, 200, { id: 'c1', object: 'chat.completion', created: 1, model, choices, usage: USAGE })
}

function stream(response: ServerResponse, model: string, content: string, call?: Call): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (choices: object[], usage?: object) => {
    const chunk = { id: 'c1', object: 'chat.completion.chunk', created: 1, model, choices, usage }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  const deltas = call
    ? [{ role: 'assistant', tool_calls: [{ index: 0, ...call }] }]
    : content.split(/(?<= )/).map((word) => ({ content: word }))
  for (const delta of deltas) send([{ index: 0, delta, finish_reason: null }])
  send([{ index: 0, delta: {}, finish_reason: call ? 'tool_calls' : 'stop' }])
  send([], USAGE)
  response.end('data: [DONE]\n\n')
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

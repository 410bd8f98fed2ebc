import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Provider } from '../../services/model/src/index.ts'

/** A model that answers at once: it calls the first tool it has, once, and says `done` otherwise. */
export interface InstantModel {
  provider: Provider
  stop(): Promise<void>
}

interface ChatRequest {
  messages: { role: string }[]
  tools?: { function: { name: string; parameters: { properties?: Record<string, unknown> } } }[]
}

/** Starts one on a free port of this machine; it streams, as the loop asks it to. */
export async function startInstantModel(): Promise<InstantModel> {
  const server = createServer(async (incoming, response) => {
    let text = ''
    for await (const chunk of incoming) text += chunk
    const { messages, tools = [] } = JSON.parse(text) as ChatRequest
    const tool = messages.at(-1)?.role === 'tool' ? undefined : tools[0]?.function
    const id = `call_${messages.length}`
    const args = JSON.stringify(
      Object.fromEntries(Object.keys(tool?.parameters.properties ?? {}).map((name) => [name, 'key'])),
    )
    const delta = tool
      ? { tool_calls: [{ index: 0, id, type: 'function', function: { name: tool.name, arguments: args } }] }
      : { content: 'done' }
    const about = { id: 'instant', object: 'chat.completion.chunk', model: 'instant' }
    const events = [
      { ...about, choices: [{ index: 0, delta, finish_reason: null }] },
      { ...about, choices: [{ index: 0, delta: {}, finish_reason: tool ? 'tool_calls' : 'stop' }] },
      { ...about, choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
    ]
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    provider: { kind: 'offline', base_url, models: { chat: 'instant', embedding: 'instant' } },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

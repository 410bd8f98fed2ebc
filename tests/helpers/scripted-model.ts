import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Provider } from '../../f/lib/llm/index.ts'

/** A request of the chat, as it came. */
export interface ModelRequest {
  model: string
  messages: {
    role: string
    content: string | null
    tool_calls?: { id: string; function: { name: string; arguments: string } }[]
    tool_call_id?: string
  }[]
  tools?: { function: { name: string; description: string; parameters: Record<string, unknown> } }[]
  stream?: boolean
  [key: string]: unknown
}

/** A given answer: words, tool calls (with arguments as an object, or as the text that a bad model writes), or a status. */
export type ModelAnswer =
  | { text: string }
  | { calls: { name: string; arguments: object | string }[]; text?: string }
  | { status: number; body: string }
  /** Events as they stand, and then the end of the connection. */
  | { events: unknown[] }

/** What is to be asked, and what is answered then. `expect` throws when the request is another. */
export interface ModelTurn {
  expect?: (request: ModelRequest) => void
  answer: ModelAnswer
  /** Tokens that the answer says it took (Default: 10 and 5). */
  usage?: { input: number; output: number }
}

export interface ScriptedModel {
  /** To be put into a resource; of kind `offline` unless told otherwise. */
  provider: Provider
  requests: ModelRequest[]
  /** Texts that were turned into vectors, which are of their lengths. */
  embedded: string[]
  /** Adds turns at the end of the script. */
  play(...turns: ModelTurn[]): void
  /** Throws when something unexpected was asked, or something expected was not. */
  check(): void
  stop(): Promise<void>
}

/** What a text costs that is turned into a vector. */
export const TOKENS_OF_TEXT = 7

/**
 * An OpenAI-compatible model on a free port that plays a script: each request is held against the next turn. What the
 * script does not expect is answered 500, and makes `check` throw.
 */
export async function startScriptedModel(
  turns: ModelTurn[] = [],
  kind: Provider['kind'] = 'offline',
): Promise<ScriptedModel> {
  const script = [...turns]
  const requests: ModelRequest[] = []
  const embedded: string[] = []
  const faults: string[] = []
  let answered = 0

  const server = createServer(async (incoming, response) => {
    let text = ''
    for await (const chunk of incoming) text += chunk
    if (incoming.url!.endsWith('/embeddings')) {
      const { input } = JSON.parse(text) as { input: string[] }
      embedded.push(...input)
      const vector = (one: string) => Array.from({ length: 1536 }, (_, index) => (index === one.length ? 1 : 0))
      const data = input.map((one, index) => ({ object: 'embedding', index, embedding: vector(one) }))
      json(response, 200, { object: 'list', data, usage: { prompt_tokens: TOKENS_OF_TEXT * input.length } })
      return
    }
    if (!incoming.url!.endsWith('/chat/completions')) {
      json(response, 200, { object: 'list', data: [{ id: 'scripted' }] })
      return
    }
    const request = JSON.parse(text) as ModelRequest
    requests.push(request)
    const turn = script.shift()
    try {
      if (!turn) throw new Error(`nothing more was expected: ${JSON.stringify(request.messages.at(-1))}`)
      turn.expect?.(request)
      answered += 1
      send(response, turn, request.model, answered)
    } catch (error) {
      faults.push(`request ${requests.length}: ${(error as Error).message}`)
      json(response, 500, { error: { message: `The script is not kept: ${(error as Error).message}` } })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    provider: { kind, base_url, models: { chat: 'scripted', embedding: 'scripted' } },
    requests,
    embedded,
    play: (...more) => void script.push(...more),
    check() {
      if (faults.length > 0) throw new Error(`The scripted model met what it did not expect:\n${faults.join('\n')}`)
      if (script.length > 0) throw new Error(`${script.length} turns of the scripted model were not asked for`)
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function send(response: ServerResponse, { answer, usage }: ModelTurn, model: string, turn: number): void {
  const { input, output } = usage ?? { input: 10, output: 5 }
  if ('status' in answer) {
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const write = (event: unknown) => response.write(`data: ${JSON.stringify(event)}\n\n`)
  if ('events' in answer) {
    for (const event of answer.events) write(event)
    response.end()
    return
  }
  const chunk = (delta: object, finish_reason: string | null = null) =>
    write({ id: `turn-${turn}`, object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason }] })
  for (const word of (answer.text ?? '').split(/(?<= )/)) if (word) chunk({ content: word })
  const calls = 'calls' in answer ? answer.calls : []
  for (const [index, call] of calls.entries()) {
    const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments)
    const half = Math.ceil(text.length / 2)
    const id = `call_${turn}_${index + 1}`
    chunk({
      tool_calls: [{ index, id, type: 'function', function: { name: call.name, arguments: text.slice(0, half) } }],
    })
    chunk({ tool_calls: [{ index, function: { arguments: text.slice(half) } }] })
  }
  chunk({}, calls.length > 0 ? 'tool_calls' : 'stop')
  write({
    id: `turn-${turn}`,
    model,
    choices: [],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  })
  response.end('data: [DONE]\n\n')
}

const json = (response: ServerResponse, status: number, body: object) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

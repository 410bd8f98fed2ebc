import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Provider } from '../../f/lib/llm/index.ts'

export interface EmbeddingServer {
  provider: Provider
  /** The bodies of the requests that came. */
  requests: { model: string; input: string[]; dimensions?: number }[]
  stop(): Promise<void>
}

/**
 * A server of `/v1/embeddings` alone, on a free port: `vectorOf`
 * makes the vector of a text. It answers them last first.
 */
export async function startEmbeddingServer(vectorOf: (text: string) => number[]): Promise<EmbeddingServer> {
  const requests: EmbeddingServer['requests'] = []
  const server = createServer(async (incoming, response) => {
    let text = ''
    for await (const chunk of incoming) text += chunk
    const request = JSON.parse(text) as EmbeddingServer['requests'][number]
    requests.push(request)
    const data = request.input.map((one, index) => ({ object: 'embedding', index, embedding: base64(vectorOf(one)) }))
    const usage = { prompt_tokens: 1, total_tokens: 1 }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ object: 'list', data: data.reverse(), model: request.model, usage }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  let stopped: Promise<unknown> | undefined
  return {
    provider: { kind: 'offline', base_url, models: { chat: 'none', embedding: 'none' } },
    requests,
    async stop() {
      server.closeAllConnections()
      stopped ??= new Promise((resolve) => server.close(resolve))
      await stopped
    },
  }
}

/** What OpenAI's client asks for: 32-bit floats. */
const base64 = (vector: number[]) => Buffer.from(new Float32Array(vector).buffer).toString('base64')

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request and its answer. */
export interface Exchange {
  method: string
  path: string
  status: number
  response_type: string
  response: string
}

/** Stands between a client and a server, hands everything on as it is, and notes it. */
export interface ListeningProxy {
  url: string
  /** What was said since the last time. */
  heard(): Exchange[]
  close(): Promise<void>
}

export async function listenTo(server: string): Promise<ListeningProxy> {
  let exchanges: Exchange[] = []
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { host, connection, 'content-length': length, 'transfer-encoding': encoding, ...headers } = request.headers
    const answer = await fetch(`${server}${request.url}`, {
      method: request.method,
      headers: headers as Record<string, string>,
      body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
    })
    const body = Buffer.from(await answer.arrayBuffer())
    exchanges.push({
      method: request.method!,
      path: request.url!,
      status: answer.status,
      response_type: answer.headers.get('content-type') ?? '',
      response: body.toString('utf8'),
    })
    response.writeHead(answer.status, [...answer.headers].filter(([name]) => name !== 'content-encoding').flat())
    response.end(body)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    heard: () => {
      const said = exchanges
      exchanges = []
      return said
    },
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve())
        proxy.closeAllConnections()
      }),
  }
}

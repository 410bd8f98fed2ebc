import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Clients, startClients } from '../../../scripts/bench/clients.ts'
import type { Target } from '../../../scripts/deploy/index.ts'

/** Says of each turn that it is what its agent is called; those of `completed` when four callers wait. */
let server: Server
let target: Target
const waiting: (() => void)[] = []
const opened: Clients[] = []
const clients = async () => {
  const started = await startClients()
  opened.push(started)
  return started
}

beforeAll(async () => {
  server = createServer(async (incoming, response) => {
    let text = ''
    for await (const chunk of incoming) text += chunk
    const { agent } = JSON.parse(text)
    waiting.push(() => response.end(JSON.stringify({ status: agent })))
    if (waiting.length === 4 || agent === 'failed') for (const answer of waiting.splice(0)) answer()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  target = { baseUrl: `http://127.0.0.1:${port}`, workspace: 'w', token: 'secret' }
})
afterAll(async () => {
  await Promise.all(opened.map((each) => each.stop()))
  server.close()
  server.closeAllConnections()
})

it('a model that answers at once, and turns by callers side by side', async () => {
  const { provider, takeTurns } = await clients()
  const { times, rate } = await takeTurns({ target, agent: 'completed', count: 40, callers: 4 })
  expect(times).toHaveLength(40)
  expect(rate).toBeGreaterThan(0)
  const asked = { model: 'instant', stream: true, messages: [{ role: 'user', content: 'Hello' }] }
  const answer = await fetch(`${provider.base_url}/chat/completions`, { method: 'POST', body: JSON.stringify(asked) })
  expect(await answer.text()).toContain('"content":"done"')
})

it('a turn that does not complete is no figure', async () => {
  const { takeTurns } = await startClients()
  await expect(takeTurns({ target, agent: 'failed', count: 1, callers: 1 })).rejects.toThrow('The callers have ended')
})

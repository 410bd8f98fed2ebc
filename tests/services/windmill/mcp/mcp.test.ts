import { once } from 'node:events'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listen } from '../../../../services/windmill/src/listen.ts'
import { createSite } from '../../../../services/windmill/src/site.ts'
import { tokens } from '../../../../services/windmill/src/store/index.ts'
import { type ApiKit, openApi } from '../api/kit.ts'

const ADMIN = 'admin@windmill.dev'

let kit: ApiKit
let server: Awaited<ReturnType<typeof listen>>
let clients: Client[]
beforeEach(async () => {
  kit = await openApi()
  server = await listen(createSite(kit.windmill), '127.0.0.1', 0)
  clients = []
  kit.deployScript('f/sample/greet', 'export function main(name: string) {}', {
    schema: {
      type: 'object',
      properties: { name: { type: 'string' }, 'how often': { type: 'integer' } },
      required: ['name'],
    },
  })
  kit.deployScript('f/other/secret', 'export function main() {}')
  kit.deployFlow('f/sample/pipeline', { modules: [] })
})
afterEach(async () => {
  for (const client of clients) await client.close()
  await server.close()
  await kit.windmill.stop()
})

/** The official client, with a token of these scopes. */
async function connect(
  scopes: string[] | undefined,
  { path = 'mcp', asQuery = false, email = ADMIN, read_only = false } = {},
) {
  const token = kit.windmill.auth.createToken({ email, scopes, read_only })
  const url = new URL(`${server.url}/api/mcp/w/sample/${path}`)
  if (asQuery) url.searchParams.set('token', token)
  const headers: Record<string, string> = asQuery ? {} : { authorization: `Bearer ${token}` }
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  clients.push(client)
  return client
}

const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name)
const textOf = (result: Awaited<ReturnType<Client['callTool']>>) => (result.content as { text: string }[])[0]!.text

describe('the official client', () => {
  test('lists scripts and flows as tools, with the arguments of their schemas, and endpoints', async () => {
    const client = await connect(['mcp:all'])
    const { tools } = await client.listTools()
    const greet = tools.find(({ name }) => name === 's-f_sample_greet')!
    expect(greet.inputSchema).toEqual({
      type: 'object',
      properties: { name: { type: 'string' }, how_often: { type: 'number' } },
      required: ['name'],
    })
    expect(greet.description).toContain('May be left out: how_often')
    const names = tools.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['f-f_sample_pipeline', 's-f_other_secret', 'listJobs', 'getVariable']),
    )
    expect(client.getServerVersion()).toMatchObject({ name: 'windmill' })
  })

  test('calls a script, whose job runs as the owner of the token and answers', async () => {
    const client = await connect(['mcp:all'])
    const started = kit.nextJob()
    const answer = client.callTool({ name: 's-f_sample_greet', arguments: { name: 'Ada', how_often: 2 } })
    const id = await started
    expect(kit.job(id)).toMatchObject({
      script_path: 'f/sample/greet',
      args: { name: 'Ada', 'how often': 2 },
      created_by: 'admin',
      permissioned_as: 'u/admin',
    })
    kit.succeed(id, { hello: 'Ada' })
    const result = await answer
    expect(result.isError).toBeUndefined()
    expect(JSON.parse(textOf(result))).toEqual({ hello: 'Ada' })
  })

  test('is told what went wrong in a job that failed', async () => {
    const client = await connect(['mcp:all'])
    const started = kit.nextJob()
    const answer = client.callTool({ name: 'f-f_sample_pipeline', arguments: {} })
    kit.fail(await started, 'the warehouse is closed')
    const result = await answer
    expect(result.isError).toBe(true)
    expect(textOf(result)).toContain('the warehouse is closed')
  })

  test('calls endpoints, and is told what they refuse', async () => {
    const client = await connect(['mcp:all'])
    const id = kit.push({ kind: 'preview' })
    const listed = JSON.parse(textOf(await client.callTool({ name: 'listJobs', arguments: { per_page: 5 } })))
    expect(listed).toMatchObject([{ id }])
    const missing = await client.callTool({ name: 'getVariable', arguments: { path: 'f/sample/nothing' } })
    expect(missing.isError).toBe(true)
    expect(textOf(missing)).toContain('Not found')
  })

  test('reaches the same tools at the older address, with the token in it', async () => {
    expect(await namesOf(await connect(['mcp:all'], { path: 'sse', asQuery: true }))).toContain('s-f_sample_greet')
  })

  test('is told of a tool that is not there', async () => {
    const client = await connect(['mcp:all'])
    await expect(client.callTool({ name: 's-f_sample_nothing' })).rejects.toThrow('There is no tool s-f_sample_nothing')
  })
})

describe('a token', () => {
  test('with the scope of a folder lists and calls what is in it only', async () => {
    const client = await connect(['mcp:scripts:f/sample/*'])
    expect(await namesOf(client)).toEqual(['s-f_sample_greet'])
    await expect(client.callTool({ name: 's-f_other_secret' })).rejects.toThrow('There is no tool s-f_other_secret')
    await expect(client.callTool({ name: 'listJobs' })).rejects.toThrow('There is no tool listJobs')
  })

  test('that may only read gets no more than reads', async () => {
    const client = await connect(['mcp:all'], { read_only: true })
    const { tools } = await client.listTools()
    expect(tools.length).toBeGreaterThan(5)
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true)
    await expect(client.callTool({ name: 's-f_sample_greet' })).rejects.toThrow('There is no tool')
  })

  test('of a member lists what they may read', async () => {
    kit.windmill.addMember('ada')
    expect(await namesOf(await connect(['mcp:scripts:*', 'mcp:flows:*'], { email: 'ada@example.com' }))).toEqual([])
  })

  test('without a scope for MCP opens nothing, as in Windmill, and is told what would', async () => {
    const client = await connect(undefined)
    await expect(client.listTools()).rejects.toThrow(
      'Unauthorized: missing mcp scope. Make a token with the scope mcp:all',
    )
  })

  test('with a scope for MCP opens nothing but MCP', async () => {
    const token = kit.windmill.auth.createToken({ email: ADMIN, scopes: ['mcp:all'] })
    expect((await kit.answer('GET', '/jobs/list', { token })).status).toBe(403)
  })

  test('is needed', async () => {
    const answer = await fetch(`${server.url}/api/mcp/w/sample/mcp`, { method: 'POST', body: '{}' })
    expect([answer.status, await answer.text()]).toEqual([401, 'Unauthorized'])
  })

  test('is not left behind by a call', async () => {
    const client = await connect(['mcp:all'])
    await client.callTool({ name: 'listJobs', arguments: {} })
    const { connection } = kit.windmill.store
    const kept = tokens.listTokens.all(connection, { email: ADMIN, now: kit.now(), limit: 100, offset: 0 })
    expect(kept.map(({ label }) => label)).not.toContain('mcp call')
  })
})

test('a client that goes away cancels the job of its call', async () => {
  const client = await connect(['mcp:all'])
  const started = kit.nextJob()
  const answer = client.callTool({ name: 's-f_sample_greet', arguments: { name: 'Ada' } }).catch((error) => error)
  const id = await started
  const stopped = once(kit.windmill.queue.events, 'stop')
  await client.close()
  expect(await stopped).toEqual([id])
  expect(kit.job(id)).toMatchObject({ canceled_by: 'admin', canceled_reason: 'http connection broke' })
  await answer
})

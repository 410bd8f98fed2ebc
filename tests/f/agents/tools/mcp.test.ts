import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { main as callMcpTool } from '../../../../f/agents/tools/call_mcp_tool.ts'
import { main as listMcpTools } from '../../../../f/agents/tools/list_mcp_tools.ts'
import { openWindmillDoor, type WindmillDoor } from '../../../helpers/windmill-door.ts'

let door: WindmillDoor
let server: Server
let seen: { authorization: string | undefined; meta: unknown }[]

beforeEach(async () => {
  door = await openWindmillDoor()
  seen = []
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (request.headers.authorization !== 'Bearer of-ada') {
      response.writeHead(401).end()
      return
    }
    const body = text ? JSON.parse(text) : undefined
    if (body?.method === 'tools/call') {
      seen.push({ authorization: request.headers.authorization, meta: body.params._meta })
    }
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true })
    const mcp = toolServer()
    await mcp.connect(transport)
    await transport.handleRequest(request, response, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
  door.resources.set('u/ada/mail', { url, token: 'of-ada' })
  door.resources.set('u/eve/mail', { url, token: 'of-eve' })
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await door.stop()
})

function toolServer(): McpServer {
  const mcp = new McpServer({ name: 'mail', version: '1' })
  const words = (text: string) => ({ content: [{ type: 'text' as const, text }] })
  mcp.registerTool('send', { description: 'Sends.', inputSchema: { to: z.string() } }, ({ to }) =>
    words(`sent to ${to}`),
  )
  mcp.registerTool('fail', { description: 'Fails.', inputSchema: {} }, () => ({ ...words('no room'), isError: true }))
  mcp.registerTool('count', { description: 'Counts.', inputSchema: {}, outputSchema: { mails: z.number() } }, () => ({
    ...words('2'),
    structuredContent: { mails: 2 },
  }))
  return mcp
}

describe('the tools of an MCP server', () => {
  test('are listed with what they take', async () => {
    const tools = await listMcpTools('u/ada/mail')
    expect(tools.map(({ name }) => name)).toEqual(['send', 'fail', 'count'])
    expect(tools[0]).toMatchObject({
      description: 'Sends.',
      input_schema: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
    })
  })

  test('can be cut to some, and some left out', async () => {
    expect((await listMcpTools('u/ada/mail', ['send', 'count'])).map(({ name }) => name)).toEqual(['send', 'count'])
    expect((await listMcpTools('u/ada/mail', null, ['fail'])).map(({ name }) => name)).toEqual(['send', 'count'])
  })
})

describe('a call', () => {
  test('goes out with the credentials of the resource and the id of the call', async () => {
    expect(await callMcpTool('u/ada/mail', 'send', { to: 'bob' }, 'key-1')).toBe('sent to bob')
    expect(seen).toEqual([
      { authorization: 'Bearer of-ada', meta: expect.objectContaining({ idempotency_key: 'key-1' }) },
    ])
  })

  test('answers what a tool has structured', async () => {
    expect(await callMcpTool('u/ada/mail', 'count', {}, 'key')).toEqual({ mails: 2 })
  })

  test('that the tool says has failed throws its words', async () => {
    await expect(callMcpTool('u/ada/mail', 'fail', {}, 'key')).rejects.toMatchObject({
      code: 'MCP_TOOL_FAILED',
      message: 'no room',
    })
  })

  test.each([
    ['a resource that is not there', 'u/bob/mail', 'MCP_NOT_CONFIGURED'],
    ['credentials that are refused', 'u/eve/mail', 'MCP_UNREACHABLE'],
  ])('with %s says so, and no secret', async (_, resource, code) => {
    const failing = callMcpTool(resource, 'send', { to: 'bob' }, 'key')
    await expect(failing).rejects.toMatchObject({ code })
    expect(String((await failing.catch((error: Error) => error)) as Error)).not.toContain('of-eve')
  })
})

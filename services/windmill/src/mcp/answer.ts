import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js'
import type { Context } from 'hono'
import { type ApiFetch, VERSION, type Windmill } from '../api/index.ts'
import type { JsonObject } from '../shared/json.ts'
import { callTool } from './call-tool.ts'
import { mcpScopesOf } from './mcp-scopes.ts'
import { listTools } from './tools.ts'

const INSTRUCTIONS =
  'The scripts and flows of a Windmill workspace, each a tool with its own arguments; and tools to look at jobs, resources, variables and schedules.'

/** Each request gets a server of its own: it knows whose it is, and nothing stays behind. */
export async function answer(windmill: Windmill, fetch: ApiFetch, c: Context): Promise<Response> {
  const member = windmill.auth.requireMember(c.req.raw, c.req.param('workspace') ?? '')
  const scopes = () => {
    const found = mcpScopesOf(member.token.scopes)
    if (found) return found
    throw new McpError(
      ErrorCode.InternalError,
      'Unauthorized: missing mcp scope. Make a token with the scope mcp:all, or mcp:scripts:f/FOLDER/*',
    )
  }
  const server = new Server(
    { name: 'windmill', version: VERSION },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listTools(windmill, member, scopes()) }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) => {
    const caller = { member, scopes: scopes(), signal: AbortSignal.any([signal, c.req.raw.signal]) }
    return callTool(windmill, fetch, caller, params.name, (params.arguments ?? {}) as JsonObject)
  })
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  await server.connect(transport)
  return transport.handleRequest(c.req.raw)
}

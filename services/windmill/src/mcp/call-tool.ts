import { type CallToolResult, ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js'
import type { ApiFetch, Windmill } from '../api/index.ts'
import { keptToken, type Member } from '../auth/index.ts'
import type { JsonObject } from '../shared/json.ts'
import { tokens } from '../store/index.ts'
import { endpointRequest } from './endpoints.ts'
import { namedAsInScript, toolInput } from './input-schema.ts'
import type { McpScopes } from './mcp-scopes.ts'
import { toolName } from './tool-name.ts'
import { endpointsOf, runnableTools } from './tools.ts'

/** A longer result is cut: models take no more than about 25,000 tokens from a tool (Windmill's own limit). */
const LONGEST_RESULT = 87_500
/** How long the token lives by which a call is made: longer than any call waits. */
const CALL_TOKEN_MS = 15 * 60 * 1000

/** Whose call it is, and what it may do. */
export interface ToolCaller {
  member: Member
  scopes: McpScopes
  /** Ends when the client goes away; the job of a tool is cancelled then. */
  signal: AbortSignal
}

/**
 * Calls a tool and answers what it answers. A job that fails, or an endpoint that refuses, is a result with `isError`,
 * which the model gets to see; a tool that is not there, or not for this token, is an error of the protocol.
 */
export async function callTool(
  windmill: Windmill,
  fetch: ApiFetch,
  caller: ToolCaller,
  name: string,
  args: JsonObject,
): Promise<CallToolResult> {
  const request = requestOf(windmill, caller, name, args)
  const answer = await asCaller(windmill, caller, (token) => {
    const { workspace_id } = caller.member
    const url = `${windmill.baseUrl()}/api/w/${encodeURIComponent(workspace_id)}${request.address}`
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = request.body && JSON.stringify(request.body)
    return fetch(new Request(url, { method: request.method, headers, body, signal: caller.signal }))
  })
  return { content: [{ type: 'text', text: shown(answer.text) }], ...(answer.ok ? {} : { isError: true }) }
}

function requestOf(windmill: Windmill, caller: ToolCaller, name: string, args: JsonObject) {
  const { member, scopes } = caller
  const endpoint = endpointsOf(member, scopes).find((each) => each.name === name)
  if (endpoint) return endpointRequest(endpoint, args)
  for (const kind of ['script', 'flow'] as const) {
    const runnable = runnableTools(windmill, member, scopes, kind).find(({ path }) => toolName(kind, path) === name)
    if (!runnable) continue
    const { names } = toolInput(runnable.schema, () => '')
    const address = `/jobs/run_wait_result/${kind === 'script' ? 'p' : 'f'}/${runnable.path}?skip_preprocessor=true`
    return { method: 'POST', address, body: namedAsInScript(names, args) }
  }
  throw new McpError(
    ErrorCode.InvalidParams,
    `There is no tool ${name} for this token; tools/list names those there are`,
  )
}

/**
 * Makes a call with a token of the caller's own, which ends with it: theirs is good for MCP only, and has been checked.
 */
async function asCaller(
  { auth, store, system }: Windmill,
  { member }: ToolCaller,
  call: (token: string) => Response | Promise<Response>,
): Promise<{ ok: boolean; text: string }> {
  const { email, workspace_id, token: own } = member
  const expires_at = system.now() + CALL_TOKEN_MS
  const token = auth.createToken({ email, workspace_id, label: 'mcp call', read_only: own.read_only, expires_at })
  try {
    const response = await call(token)
    return { ok: response.ok, text: await response.text() }
  } finally {
    tokens.deleteToken.run(store.connection, { token_hash: keptToken(token).token_hash })
  }
}

/** JSON is laid out for reading. */
function shown(text: string): string {
  let pretty = text
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // Ids and messages come as plain text.
  }
  return pretty.length <= LONGEST_RESULT ? pretty : `${pretty.slice(0, LONGEST_RESULT)}\n\n[cut: the result is longer]`
}

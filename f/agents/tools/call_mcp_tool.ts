import { CodedError } from '../../lib/errors.ts'
import { withServer } from '../mcp/connect.ts'

/** How long a tool may take. */
const CALL_MS = 600_000

/**
 * Calls a tool of an MCP server, with the user's own credentials. The id of the call reaches the server in `_meta`, as
 * `idempotency_key`. Answers its structured content, its one text, or its content as it is. Throws CodedError
 * `MCP_TOOL_FAILED` with the tool's words when it says that it failed.
 */
export async function main(resource: string, tool: string, args: object, idempotency_key: string): Promise<unknown> {
  return await withServer(resource, async (client) => {
    const call = { name: tool, arguments: args as Record<string, unknown>, _meta: { idempotency_key } }
    const answer = await client.callTool(call, undefined, { timeout: CALL_MS })
    const content = (answer.content ?? []) as { type: string; text?: string }[]
    const texts = content.flatMap(({ text }) => text ?? [])
    if (answer.isError) throw new CodedError('MCP_TOOL_FAILED', texts.join('\n') || `${tool} failed without a word.`)
    if (answer.structuredContent) return answer.structuredContent
    return content.length === 1 && texts.length === 1 ? texts[0] : content
  })
}

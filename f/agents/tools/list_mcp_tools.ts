import type { McpTool } from '../loop/mcp_tools.ts'
import { TIMEOUT_MS, withServer } from '../mcp/connect.ts'

/** The tools of an MCP server, all of its pages; only those of `include`, where given, and none of `exclude`. */
export async function main(
  resource: string,
  include: string[] | null = null,
  exclude: string[] | null = null,
): Promise<McpTool[]> {
  return await withServer(resource, async (client) => {
    const found: McpTool[] = []
    let cursor: string | undefined
    do {
      const page = await client.listTools({ cursor }, { timeout: TIMEOUT_MS })
      for (const { name, description = '', inputSchema } of page.tools) {
        if ((include && !include.includes(name)) || exclude?.includes(name)) continue
        found.push({ name, description, input_schema: inputSchema })
      }
      cursor = page.nextCursor
    } while (cursor)
    return found
  })
}

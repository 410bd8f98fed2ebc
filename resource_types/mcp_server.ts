import { z } from 'zod'

/** An MCP server and how its reader is let in. Deployed code reads it as `RT.McpServer` (`f/agents/tools`). */
export const mcpServer = z
  .object({
    url: z.url().meta({ description: 'The address of the server (streamable HTTP)' }),
    token: z.string().optional().meta({ description: 'Sent as a bearer token', password: true }),
    headers: z.record(z.string(), z.string()).optional().meta({ description: 'Further headers of each request' }),
  })
  .meta({ description: 'An MCP server whose tools agents may call' })

import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import * as wmill from 'windmill-client'
import { CodedError, toErrorRecord } from '../../lib/errors.ts'

/** How long a server may take to answer. */
export const TIMEOUT_MS = 60_000

/**
 * Connects to the MCP server in the resource at `path`, read with the rights of this job's user, hands the connection to
 * `work`, and closes it. Throws CodedError `MCP_NOT_CONFIGURED`, `MCP_UNREACHABLE`, or what `work` throws.
 */
export async function withServer<T>(path: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { url, token, headers } = await readServer(path)
  const client = new Client({ name: 'millwright', version: '1.0.0' })
  const sent = { ...headers, ...(token && { authorization: `Bearer ${token}` }) }
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: sent } })
  try {
    await client.connect(transport, { timeout: TIMEOUT_MS })
  } catch (error) {
    throw new CodedError(
      'MCP_UNREACHABLE',
      `The MCP server of ${path} cannot be reached: ${toErrorRecord(error).message}`,
    )
  }
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

async function readServer(path: string): Promise<RT.McpServer> {
  const value = (await wmill.getResource(path).catch((error: unknown) => {
    throw new CodedError('MCP_NOT_CONFIGURED', `The resource ${path} cannot be read: ${toErrorRecord(error).message}`)
  })) as Partial<RT.McpServer> | null
  if (!value?.url || !URL.canParse(value.url))
    throw new CodedError('MCP_NOT_CONFIGURED', `url of ${path} must be the address of an MCP server.`)
  return value as RT.McpServer
}

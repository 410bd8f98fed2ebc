import { taskScript } from 'windmill-client'
import { CodedError } from '../../lib/errors.ts'
import type { JsonSchema } from '../../lib/json_schema.ts'
import { checkNames, type PinnedTool } from '../closure/index.ts'
import type { AgentTool } from '../definition.ts'
import { toolParameters } from '../tools/parameters.ts'
import type { Begun } from './begun.ts'

/** Asks an MCP server what tools it has. A script of its own, so that only a run that needs it loads the MCP library. */
const LIST_MCP_TOOLS = 'f/agents/tools/list_mcp_tools'

/** A tool as its server describes it. */
export interface McpTool {
  name: string
  description: string
  input_schema: JsonSchema
}

/**
 * The tools of a run: those that it pinned, and those of its MCP servers as they are now, which the checkpoint keeps.
 * `{user}` in the path of a server's resource is the user's name, so that each user has credentials of their own.
 */
export async function mcpTools({ agent, run }: Begun): Promise<PinnedTool[]> {
  const servers = agent.definition.tools.filter((tool) => tool.kind === 'mcp')
  if (servers.length === 0) return agent.tools
  const paths = servers.map(({ resource }) => resource.replace('{user}', run.user_id))
  const lists = (await Promise.all(
    servers.map(({ include, exclude }, index) =>
      taskScript(LIST_MCP_TOOLS)({ resource: paths[index], include, exclude }),
    ),
  )) as McpTool[][]
  const found = lists.flatMap((list, index) => list.map((tool) => pinned(tool, servers[index]!, paths[index]!, agent)))
  return checkNames([...agent.tools, ...found])
}

function pinned(
  { name, description, input_schema }: McpTool,
  { approval }: Extract<AgentTool, { kind: 'mcp' }>,
  resource: string,
  { mcp, definition }: Begun['agent'],
): PinnedTool {
  if (!mcp) throw new CodedError('MCP_NOT_PINNED', `${definition.name} had no MCP servers when its run began.`)
  const target = { kind: 'mcp', runnable: mcp, resource, tool: name } as const
  return { name: toolName(name), description, parameters: toolParameters(input_schema), approval, target }
}

/** A name that providers accept. */
const toolName = (name: string) => name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64)

import { CodedError } from '../../lib/errors.ts'
import type { AgentDefinition, AgentTool } from '../definition.ts'
import { BUILTINS } from '../tools/builtins.ts'
import { toolParameters } from '../tools/parameters.ts'
import { RUN_AGENT } from './pin_members.ts'
import type { PinnedMember, PinnedTool } from './pinned.ts'
import type { LoadedAgent, Sources } from './sources.ts'
import { teamTools } from './team_tools.ts'

/**
 * The tools of an agent as its model will see them: its own, then those that its team mode gives it. Tools of MCP
 * servers are not among them: a run asks the servers when it begins. Throws CodedError `TOOL_NAME_TAKEN`.
 */
export async function pinTools(
  definition: AgentDefinition,
  members: PinnedMember[],
  loaded: Map<string, LoadedAgent>,
  sources: Pick<Sources, 'readRunnable' | 'asksForCode'>,
): Promise<PinnedTool[]> {
  const own = definition.tools.filter((tool) => tool.kind !== 'mcp')
  const tools = await Promise.all(own.map((tool) => pinTool(tool, definition, loaded, sources)))
  return checkNames([...tools, ...teamTools(definition.mode, members)])
}

/** The same tools, when no two have the same name. Throws CodedError `TOOL_NAME_TAKEN`. */
export function checkNames(tools: PinnedTool[]): PinnedTool[] {
  const seen = new Set<string>()
  for (const { name } of tools) {
    if (seen.has(name))
      throw new CodedError('TOOL_NAME_TAKEN', `Two tools are called ${name}: give one of them another \`name\`.`, {
        name,
      })
    seen.add(name)
  }
  return tools
}

async function pinTool(
  tool: Exclude<AgentTool, { kind: 'mcp' }>,
  definition: AgentDefinition,
  loaded: Map<string, LoadedAgent>,
  { readRunnable, asksForCode }: Pick<Sources, 'readRunnable' | 'asksForCode'>,
): Promise<PinnedTool> {
  const { approval } = tool
  switch (tool.kind) {
    case 'builtin': {
      const { path, description, parameters } = BUILTINS[tool.name]
      const { runnable } = await readRunnable('script', path)
      const asks = WRITES_CODE.has(tool.name) && (await asksForCode(definition))
      return {
        name: tool.name,
        description,
        parameters,
        approval: asks ? 'always' : approval,
        target: { kind: 'builtin', runnable, name: tool.name },
      }
    }
    case 'agent': {
      const agent = loaded.get(tool.agent)!.definition
      const { runnable } = await readRunnable('script', RUN_AGENT)
      const target = { kind: 'agent', runnable, agent: agent.name } as const
      const description = tool.description || agent.description
      return { name: tool.name ?? agent.name, description, parameters: TASK, approval, target }
    }
    default: {
      const { runnable, summary, description, schema } = await readRunnable(tool.kind, tool.path)
      return {
        name: tool.name ?? tool.path.split('/').pop()!,
        description: tool.description || description || summary,
        parameters: toolParameters(schema),
        approval,
        target: { kind: 'runnable', runnable },
      }
    }
  }
}

/** Tools that run code which a model has written. */
const WRITES_CODE = new Set<string>(['create_windmill_script', 'create_windmill_flow'])

/** What an agent as a tool is given. */
const TASK = {
  type: 'object',
  properties: { task: { type: 'string', description: 'What to do, complete in itself: nothing else is seen' } },
  required: ['task'],
  additionalProperties: false,
}

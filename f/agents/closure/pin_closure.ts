import type { AgentDefinition } from '../definition.ts'
import { pinMembers } from './pin_members.ts'
import { pinModels } from './pin_models.ts'
import { pinTools } from './pin_tools.ts'
import type { Closure } from './pinned.ts'
import type { LiveRunnable } from './read_runnable.ts'
import type { LoadedAgent, Sources } from './sources.ts'

/** The script that calls tools of MCP servers. */
const CALL_MCP_TOOL = 'f/agents/tools/call_mcp_tool'

/**
 * Pins an agent with everything that it can reach: members and agents that are tools, theirs too, and what all of them
 * may call. Throws what the sources throw, and CodedError `TOOL_NAME_TAKEN`.
 */
export async function pinClosure(sources: Sources, root: LoadedAgent): Promise<Omit<Closure, 'tape'>> {
  const readOnce = remembering(sources.readRunnable)
  const [prices, loaded] = await Promise.all([sources.readPrices(), loadReachable(sources, root)])
  const pinned = await Promise.all(
    [...new Set(loaded.values())].map(async ({ agent_id, version, definition }) => {
      const naming = pinModels(definition, sources.provider)
      const members = await pinMembers(definition, loaded, readOnce)
      const tools = await pinTools(definition, members, loaded, { ...sources, readRunnable: readOnce })
      const hasServers = definition.tools.some(({ kind }) => kind === 'mcp')
      const mcp = hasServers ? (await readOnce('script', CALL_MCP_TOOL)).runnable : null
      const models = await naming
      return [definition.name, { agent_id, version, definition, models, tools, members, mcp }] as const
    }),
  )
  return { agents: Object.fromEntries(pinned), prices }
}

/** The agents that can be reached, by the names that definitions call them, level by level. */
async function loadReachable(sources: Sources, root: LoadedAgent): Promise<Map<string, LoadedAgent>> {
  const loaded = new Map([[root.definition.name, root]])
  let level = [root]
  while (level.length > 0) {
    const names = new Set(level.flatMap(({ definition }) => agentsOf(definition)).filter((name) => !loaded.has(name)))
    level = await Promise.all(
      [...names].map(async (name) => {
        const agent = await sources.loadAgent(name)
        loaded.set(name, agent)
        return agent
      }),
    )
  }
  return loaded
}

const agentsOf = ({ members, tools }: AgentDefinition): string[] =>
  [...members, ...tools].flatMap((part) => (part.kind === 'agent' ? [part.agent] : []))

/** Reads each script and flow once, however many agents have it. */
function remembering(read: Sources['readRunnable']): Sources['readRunnable'] {
  const known = new Map<string, Promise<LiveRunnable>>()
  return (kind, path) => {
    const key = `${kind} ${path}`
    const reading = known.get(key) ?? read(kind, path)
    known.set(key, reading)
    return reading
  }
}

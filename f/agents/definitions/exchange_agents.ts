import { z } from 'zod'
import { checkInput, type Fault, faultsOf, inputError } from '../../lib/check_input.ts'
import { toErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'
import { type AgentDefinition, agentDefinition } from '../definition.ts'
import { loadAgent } from '../store/agents.ts'
import { type ImportedRow, type ImportMode, importDefinitions } from '../store/import_agents.ts'
import { nameTaken } from './agent_faults.ts'

const FORMAT = 'millwright/agents'
const MOST_AGENTS = 200

/** Agents as a document that goes from one workspace to another. It names no user and holds no secret. */
export interface AgentExport {
  format: typeof FORMAT
  version: 1
  /** The one that was asked for first, then those that it names, and those that they name. */
  agents: AgentDefinition[]
  /** Agents that are named and are not the user's. */
  missing: string[]
}

/** What an import takes; what it says of `missing` is passed over. */
export const exportDocument = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  agents: z.array(z.unknown()).min(1).max(MOST_AGENTS),
  missing: z.array(z.string()).optional(),
})

/**
 * An agent as a document, with all agents that it can reach. Versions are those that would run; `version` is of the
 * agent itself. Throws CodedError `AGENT_NOT_FOUND`, `AGENT_VERSION_NOT_FOUND`.
 */
export async function exportAgent(
  sql: Sql,
  { user_id, agent, version }: { user_id: string; agent: string; version?: number },
): Promise<AgentExport> {
  const { definition } = await loadAgent(sql, user_id, agent, version)
  const found = new Map([[definition.name, definition]])
  const missing = new Set<string>()
  for (const { members, tools } of found.values()) {
    for (const part of [...members, ...tools]) {
      if (part.kind !== 'agent' || found.has(part.agent) || missing.has(part.agent)) continue
      const reached = await loadIfThere(sql, user_id, part.agent)
      if (reached) found.set(reached.name, reached)
      else missing.add(part.agent)
    }
  }
  return { format: FORMAT, version: 1, agents: [...found.values()], missing: [...missing] }
}

async function loadIfThere(sql: Sql, user_id: string, name: string): Promise<AgentDefinition | undefined> {
  try {
    return (await loadAgent(sql, user_id, name)).definition
  } catch (error) {
    if (toErrorRecord(error).code === 'AGENT_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * Takes in agents of a document, all or none. Of names that the user has already, `fail` refuses the whole, `skip` leaves
 * those as they are, `change` gives them a new version. Throws CodedError `AGENT_INVALID` with every fault of every agent
 * and its path (`agents.0.limits.max_turns`), `AGENT_NAME_TAKEN`.
 */
export async function importAgents(
  sql: Sql,
  given: { user_id: string; document: unknown; if_exists: ImportMode; new_id: () => string; at: string },
): Promise<ImportedRow[]> {
  const { user_id, if_exists: mode, new_id, at } = given
  const definitions = readDocument(given.document)
  const rows = definitions.map((definition) => ({ id: new_id(), name: definition.name, definition }))
  const imported = await importDefinitions(sql, { user_id, rows, mode, at })
  const taken = imported.filter(({ outcome }) => outcome === 'taken').map(({ name }) => name)
  if (taken.length > 0) throw nameTaken(taken)
  return imported
}

function readDocument(document: unknown): AgentDefinition[] {
  const { agents } = checkInput(exportDocument, document, 'AGENT_INVALID')
  const definitions: AgentDefinition[] = []
  const faults: Fault[] = []
  const names = new Set<string>()
  for (const [index, agent] of agents.entries()) {
    const parsed = agentDefinition.safeParse(agent)
    if (!parsed.success) {
      faults.push(...faultsOf(parsed.error, `agents.${index}`))
      continue
    }
    const { name } = parsed.data
    if (names.has(name)) faults.push({ path: `agents.${index}.name`, message: `another one is called ${name} too` })
    names.add(name)
    definitions.push(parsed.data)
  }
  if (faults.length > 0) throw inputError('AGENT_INVALID', faults)
  return definitions
}

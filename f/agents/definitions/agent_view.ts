import type { AgentDefinition } from '../definition.ts'
import type { AgentRow } from '../store/agents.ts'

/** An agent in a list. */
export interface AgentSummary {
  id: string
  name: string
  description: string
  latest_version: number
  /** Null until a version is published: until then the latest one runs. */
  published_version: number | null
  /** RFC 3339. */
  created_at: string
  updated_at: string
}

/** An agent with what one of its versions says. */
export interface AgentView extends AgentSummary {
  /** Of the definition. */
  version: number
  definition: AgentDefinition
}

/** A row of the table as a list shows it; the description is that of the version in the row. */
export const summaryOf = (row: AgentRow): AgentSummary => ({
  id: row.id,
  name: row.name,
  description: row.definition.description,
  latest_version: row.last_version,
  published_version: row.published_version,
  created_at: row.created_at,
  updated_at: row.updated_at,
})

/** A row of the table with the version in it. */
export const viewOf = (row: AgentRow): AgentView => ({
  ...summaryOf(row),
  version: row.version,
  definition: row.definition,
})

import type { JsonSchema } from '../../lib/json_schema.ts'
import type { PriceTable } from '../budget/index.ts'
import type { AgentDefinition, AgentTool, ModelChoice } from '../definition.ts'
import type { Tape } from '../tape/index.ts'

/*
 * What a run pins when it begins: every agent that it can reach, at its version, and every tool of theirs as it was. It
 * stands in the outermost run's row before anything can come of it, so that what is changed meanwhile is the old one for
 * this run.
 */
export interface Closure {
  /** By name. */
  agents: Record<string, PinnedAgent>
  /** Null when there is no price table. */
  prices: PriceTable | null
  /** Of a case of an evaluation; null for any other run. */
  tape: Tape | null
}

export interface PinnedAgent {
  agent_id: string
  version: number
  definition: AgentDefinition
  /** Those that it asks, the first one first; the others when it fails. */
  models: ModelChoice[]
  tools: PinnedTool[]
  members: PinnedMember[]
  /** What calls tools of MCP servers; null when the agent has none. */
  mcp: PinnedRunnable | null
}

/** A tool as the model sees it, and what a call of it runs. */
export interface PinnedTool {
  name: string
  description: string
  parameters: JsonSchema
  approval: AgentTool['approval']
  target: Target | { kind: 'board' }
}

/** A member of a team. */
export interface PinnedMember {
  name: string
  description: string
  target: MemberTarget
}

/** A script or a flow at the version that was live when the run began. */
export type PinnedRunnable =
  | { kind: 'script'; path: string; hash: string }
  | { kind: 'flow'; path: string; version: number }

/** An agent is run by run_agent; a flow gets its task as the input of that name. */
export type MemberTarget =
  | { kind: 'agent'; runnable: PinnedRunnable; agent: string }
  | { kind: 'member_flow'; runnable: PinnedRunnable; agent: string; input: string }

export type Target =
  | MemberTarget
  /** A script or a flow with the arguments of the model. */
  | { kind: 'runnable'; runnable: PinnedRunnable }
  /** One of the tools that every agent may have, which is told whose call it is. */
  | { kind: 'builtin'; runnable: PinnedRunnable; name: string }
  /** A tool of an MCP server. */
  | { kind: 'mcp'; runnable: PinnedRunnable; resource: string; tool: string }

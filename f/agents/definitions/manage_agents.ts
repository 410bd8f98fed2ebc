import { isDeepStrictEqual } from 'node:util'
import { checkInput } from '../../lib/check_input.ts'
import { CodedError } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'
import { type AgentDefinition, agentDefinition } from '../definition.ts'
import {
  type AgentRow,
  type AgentVersionRow,
  addAgent,
  addVersion,
  agentNotFound,
  getAgent,
  listVersions,
  publishVersion,
  removeAgent,
  versionNotFound,
} from '../store/agents.ts'
import { nameTaken } from './agent_faults.ts'
import { type AgentSummary, type AgentView, summaryOf, viewOf } from './agent_view.ts'
import { mergePatch } from './merge_patch.ts'

/*
 * An agent has versions, numbered from 1. A version never changes: a change makes the next one, which is a draft until
 * it is published. What runs is the published version, and of an agent that was never published the latest. Rolling back
 * is publishing an older one. `agent` is an id or a name; another user's agent is not found.
 */

/** Which agent of which user. */
export interface WhichAgent {
  user_id: string
  /** Its id or its name. */
  agent: string
}

/** A definition as it is kept, defaults filled in. Throws CodedError `AGENT_INVALID` with every fault. */
export const checkDefinition = (value: unknown, at?: string): AgentDefinition =>
  checkInput(agentDefinition, value, 'AGENT_INVALID', at)

/** Makes an agent. Throws CodedError `AGENT_INVALID`, `AGENT_NAME_TAKEN`. */
export async function createAgent(
  sql: Sql,
  { id, user_id, definition: given, at }: { id: string; user_id: string; definition: unknown; at: string },
): Promise<AgentView> {
  const definition = checkDefinition(given)
  if (!(await addAgent(sql, { id, user_id, definition, at }))) throw nameTaken([definition.name])
  return viewOf(await findAgent(sql, { user_id, agent: id }))
}

/** An agent at a version (Default: the latest). Throws CodedError `AGENT_NOT_FOUND`, `AGENT_VERSION_NOT_FOUND`. */
export async function showAgent(sql: Sql, which: WhichAgent & { version?: number }): Promise<AgentView> {
  return viewOf(await findAgent(sql, which))
}

/** How often a change is made again on top of somebody else's. */
const TRIES = 5

/**
 * Changes an agent by a JSON Merge Patch of its latest definition, which makes a new version; a patch that changes
 * nothing makes none. Throws CodedError `AGENT_NOT_FOUND`, `AGENT_INVALID`, `AGENT_NAME_TAKEN`, or `AGENT_BUSY` when
 * others change it all the time.
 */
export async function changeAgent(
  sql: Sql,
  { user_id, agent, patch, at }: WhichAgent & { patch: unknown; at: string },
): Promise<AgentView> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const row = await findAgent(sql, { user_id, agent })
    const definition = checkDefinition(mergePatch(row.definition, patch))
    if (isDeepStrictEqual(definition, row.definition)) return viewOf(row)
    const state = await addVersion(sql, { id: row.id, base: row.version, definition, at })
    if (state === 'name_taken') throw nameTaken([definition.name])
    if (state === 'added') return viewOf(await findAgent(sql, { user_id, agent: row.id }))
  }
  throw new CodedError('AGENT_BUSY', `Others are changing the agent ${agent}: try again.`, { agent })
}

/** The versions of an agent, the newest first. Throws CodedError `AGENT_NOT_FOUND`. */
export async function showVersions(sql: Sql, which: WhichAgent): Promise<AgentVersionRow[]> {
  const { id } = await findAgent(sql, which)
  return await listVersions(sql, id)
}

/**
 * Lets a version (Default: the latest) run from now on; an older one is a rollback. Runs that have begun keep theirs.
 * Throws CodedError `AGENT_NOT_FOUND`, `AGENT_VERSION_NOT_FOUND`.
 */
export async function publishAgent(
  sql: Sql,
  { version, at, ...which }: WhichAgent & { version?: number; at: string },
): Promise<AgentSummary> {
  const row = await findAgent(sql, which)
  const number = version ?? row.last_version
  if (!(await publishVersion(sql, { id: row.id, version: number, at }))) throw versionNotFound(which.agent, number)
  return summaryOf(await findAgent(sql, { user_id: which.user_id, agent: row.id }))
}

/** Deletes an agent, its versions and what it alone remembers. Throws CodedError `AGENT_NOT_FOUND`. */
export async function deleteAgent(sql: Sql, { at, ...which }: WhichAgent & { at: string }): Promise<{ id: string }> {
  const id = await removeAgent(sql, { ...which, at })
  if (!id) throw agentNotFound(which.agent)
  return { id }
}

async function findAgent(sql: Sql, which: WhichAgent & { version?: number }): Promise<AgentRow> {
  const row = await getAgent(sql, which)
  if (row) return row
  if (which.version === undefined || !(await getAgent(sql, { ...which, version: null }))) {
    throw agentNotFound(which.agent)
  }
  throw versionNotFound(which.agent, which.version)
}

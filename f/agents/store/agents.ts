import { CodedError } from '../../lib/errors.ts'
import { isDuplicate, type Sql } from '../../lib/store/index.ts'
import type { LoadedAgent } from '../closure/index.ts'
import type { AgentDefinition } from '../definition.ts'

/** An agent, with the definition of one of its versions. */
export interface AgentRow {
  id: string
  name: string
  /** Of the definition. */
  version: number
  definition: AgentDefinition
  last_version: number
  published_version: number | null
  /** RFC 3339. */
  created_at: string
  updated_at: string
}

/**
 * One of the user's agents, by its id or its name, at a version (Default: the published one; the last one of an agent
 * that was never published). What it is called is the agent's, not the version's. Throws CodedError `AGENT_NOT_FOUND`,
 * for another user's too, or `AGENT_VERSION_NOT_FOUND`.
 */
export async function loadAgent(sql: Sql, user_id: string, idOrName: string, version?: number): Promise<LoadedAgent> {
  const found = await sql<LoadedAgent & { version: number | null }>`
    SELECT a.id AS agent_id, v.version, v.definition || jsonb_build_object('name', a.name) AS definition
    FROM agents a LEFT JOIN agent_versions v ON v.agent_id = a.id
      AND v.version = coalesce(${version ?? null}::int, a.published_version, a.last_version)
    WHERE a.user_id = ${user_id} AND (a.id = ${idOrName} OR a.name = ${idOrName})
    ORDER BY a.id = ${idOrName} DESC LIMIT 1`.fetchOne()
  if (!found) throw agentNotFound(idOrName)
  if (found.version === null) throw versionNotFound(idOrName, version!)
  return found
}

/** One of the user's agents, at a version (Default: the last one), or null. */
export async function getAgent(
  sql: Sql,
  { user_id, agent, version = null }: { user_id: string; agent: string; version?: number | null },
): Promise<AgentRow | null> {
  return await sql<AgentRow>`
    SELECT a.id, a.name, v.version, v.definition || jsonb_build_object('name', a.name) AS definition, a.last_version,
      a.published_version, a.created_at, a.updated_at
    FROM agents a JOIN agent_versions v ON v.agent_id = a.id AND v.version = coalesce(${version}::int, a.last_version)
    WHERE a.user_id = ${user_id} AND (a.id = ${agent} OR a.name = ${agent})
    ORDER BY a.id = ${agent} DESC LIMIT 1`.fetchOne()
}

/** The user's agents at their last versions, by name, those after the name `after` (Default: 100 of them). */
export async function listAgents(
  sql: Sql,
  { user_id, after = '', limit = 100 }: { user_id: string; after?: string; limit?: number },
): Promise<AgentRow[]> {
  return await sql<AgentRow>`
    SELECT a.id, a.name, v.version, v.definition || jsonb_build_object('name', a.name) AS definition, a.last_version,
      a.published_version, a.created_at, a.updated_at
    FROM agents a JOIN agent_versions v ON v.agent_id = a.id AND v.version = a.last_version
    WHERE a.user_id = ${user_id} AND a.name > ${after} ORDER BY a.name LIMIT ${limit}`.fetch()
}

/** Adds an agent with its first version; false when the user has one of that name. */
export async function addAgent(
  sql: Sql,
  { id, user_id, definition, at }: { id: string; user_id: string; definition: AgentDefinition; at: string },
): Promise<boolean> {
  const added = await sql`
    WITH agent AS (
      INSERT INTO agents (id, user_id, name, last_version, created_at, updated_at)
      VALUES (${id}, ${user_id}, ${definition.name}, 1, ${at}::timestamptz, ${at}::timestamptz)
      ON CONFLICT (user_id, name) DO NOTHING
      RETURNING id
    )
    INSERT INTO agent_versions (agent_id, version, definition, created_at)
    SELECT id, 1, ${definition}::jsonb, ${at}::timestamptz FROM agent
    RETURNING agent_id`.fetchOne()
  return added !== null
}

/**
 * Adds a version after `base`, which must be the last one, and gives the agent the name that it says. `stale` when
 * somebody else has added one meanwhile, or the agent is gone; `name_taken` when the user has another one of that name.
 */
export async function addVersion(
  sql: Sql,
  change: { id: string; base: number; definition: AgentDefinition; at: string },
): Promise<'added' | 'stale' | 'name_taken'> {
  const { id, base, definition, at } = change
  try {
    const added = await sql`
      WITH agent AS (
        UPDATE agents SET last_version = last_version + 1, name = ${definition.name}, updated_at = ${at}::timestamptz
        WHERE id = ${id} AND last_version = ${base}
        RETURNING id, last_version
      )
      INSERT INTO agent_versions (agent_id, version, definition, created_at)
      SELECT id, last_version, ${definition}::jsonb, ${at}::timestamptz FROM agent
      RETURNING version`.fetchOne()
    return added ? 'added' : 'stale'
  } catch (error) {
    if (isDuplicate(error)) return 'name_taken'
    throw error
  }
}

/** Lets a version run from now on; an older one too. False when there is none of that number. */
export async function publishVersion(
  sql: Sql,
  { id, version, at }: { id: string; version: number; at: string },
): Promise<boolean> {
  const published = await sql`
    WITH marked AS (
      UPDATE agent_versions SET published_at = ${at}::timestamptz WHERE agent_id = ${id} AND version = ${version}
      RETURNING agent_id
    )
    UPDATE agents SET published_version = ${version}, updated_at = ${at}::timestamptz
    WHERE id IN (SELECT agent_id FROM marked)
    RETURNING id`.fetchOne()
  return published !== null
}

/** A version, without what it says. */
export interface AgentVersionRow {
  version: number
  is_published: boolean
  created_at: string
  published_at: string | null
}

/** The versions of an agent, the newest first. */
export async function listVersions(sql: Sql, id: string): Promise<AgentVersionRow[]> {
  return await sql<AgentVersionRow>`
    SELECT v.version, v.version IS NOT DISTINCT FROM a.published_version AS is_published, v.created_at, v.published_at
    FROM agent_versions v JOIN agents a ON a.id = v.agent_id WHERE a.id = ${id} ORDER BY v.version DESC`.fetch()
}

/**
 * Takes an agent of this user away with all its versions, and what it alone remembers. Its runs and sessions stay, with
 * what they say. Answers its id; null when there is no such agent.
 */
export async function removeAgent(
  sql: Sql,
  { user_id, agent, at }: { user_id: string; agent: string; at: string },
): Promise<string | null> {
  const gone = await sql<{ id: string }>`
    WITH found AS (
      SELECT id FROM agents WHERE user_id = ${user_id} AND (id = ${agent} OR name = ${agent})
      ORDER BY id = ${agent} DESC LIMIT 1
    ), memories_gone AS (
      DELETE FROM memories WHERE user_id = ${user_id} AND scope = 'agent' AND agent_id IN (SELECT id FROM found)
      RETURNING id
    ), noted AS (
      INSERT INTO memory_changes (memory_id, user_id, change, actor, reason, at)
      SELECT id, ${user_id}, 'forgotten', ${`user/${user_id}`}, 'Its agent was deleted', ${at}::timestamptz
      FROM memories_gone
    )
    DELETE FROM agents WHERE id IN (SELECT id FROM found) RETURNING id`.fetchOne()
  return gone?.id ?? null
}

/** The error for an agent that is not there, or is another user's: who asks does not learn which. */
export const agentNotFound = (agent: string): CodedError =>
  new CodedError('AGENT_NOT_FOUND', `There is no agent ${agent}. GET /v1/agents lists yours.`, { agent })

/** The error for a version that the agent has not. */
export const versionNotFound = (agent: string, version: number): CodedError =>
  new CodedError('AGENT_VERSION_NOT_FOUND', `The agent ${agent} has no version ${version}.`, { agent, version })

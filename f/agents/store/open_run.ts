import type { Sql } from '../../lib/store/index.ts'
import type { AgentDefinition } from '../definition.ts'
import { ADD_BUDGET } from './add_budget.ts'
import type { AgentRun } from './runs.ts'
import { OPEN, type OpenedSession } from './sessions.ts'

/** An outermost run that is about to begin, with its agent. */
export interface OpenedRun {
  run: AgentRun
  /** False when it has ended, or is another user's or another job's: then nothing was done. */
  claimed: boolean
  /** Null when the agent, or its version, is not there any more. */
  definition: AgentDefinition | null
  /** Its conversation; null when the session is another user's, or the run was not claimed. */
  session: OpenedSession | null
}

/** A run that a person starts as a job, which does not stand in the table yet. */
export interface OwnRun {
  user_id: string
  session_id: string
  /** Name or id; null when none was said. */
  agent: string | null
  /** (Default: the published one, as in `loadAgent`) */
  version: number | null
  input: unknown
}

/**
 * Claims the run `id` for a job: an open run of this user that no other job has is `running` from then on, with its budget,
 * and its conversation is opened. One that does not stand in the table is added, as `own` says. Answers it with the
 * definition that it is to pin. Null when it is not there and cannot be added, because the user has no such agent. One
 * statement.
 */
export async function openOutermostRun(
  sql: Sql,
  { id, job_id, at }: { id: string; job_id: string; at: string },
  own: OwnRun,
): Promise<OpenedRun | null> {
  const { user_id, session_id, agent, version, input } = own
  return await sql<OpenedRun>`
    WITH known AS (
      SELECT * FROM runs WHERE id = ${id}
    ), claimed AS (
      UPDATE runs SET job_id = ${job_id}, status = CASE status WHEN 'queued' THEN 'running' ELSE status END
      WHERE id = ${id} AND user_id = ${user_id} AND ended_at IS NULL AND (job_id IS NULL OR job_id = ${job_id})
      RETURNING *
    ), wanted AS (
      SELECT a.id, a.name, coalesce(${version}::int, a.published_version, a.last_version) AS version
      FROM agents a
      WHERE a.user_id = ${user_id} AND (a.id = ${agent}::text OR a.name = ${agent}::text)
        AND NOT EXISTS (SELECT FROM known)
      ORDER BY a.id = ${agent}::text DESC LIMIT 1
    ), added AS (
      INSERT INTO runs (id, root_run_id, lineage, path, user_id, session_id, agent_id, agent_version, input, status,
        job_id, created_at)
      SELECT ${id}, ${id}, ARRAY[${id}::text], ARRAY[w.name], ${user_id}, ${session_id}, w.id, w.version,
        ${JSON.stringify(input)}::text::jsonb, 'running', ${job_id}, ${at}::timestamptz
      FROM wanted w JOIN agent_versions v ON v.agent_id = w.id AND v.version = w.version
      RETURNING *
    ), opened AS (
      SELECT *, true AS claimed FROM claimed
      UNION ALL SELECT *, true FROM added
      UNION ALL SELECT *, false FROM known WHERE NOT EXISTS (SELECT FROM claimed)
    ), defined AS (
      SELECT o.*, (SELECT v.definition || jsonb_build_object('name', o.path[1]) FROM agent_versions v
        WHERE v.agent_id = o.agent_id AND v.version = o.agent_version) AS definition
      FROM opened o
    ), asked AS (
      SELECT session_id, user_id, agent_id, ${at}::timestamptz AS at,
        (definition #>> '{memory,conversation,last_messages}')::int AS most
      FROM defined WHERE claimed AND definition IS NOT NULL
    ), ${sql.raw(OPEN)}, limiting AS (
      SELECT id AS run_id, definition -> 'budget' AS limits FROM defined WHERE claimed
    ), ${sql.raw(ADD_BUDGET)}
    SELECT to_jsonb(d) - '{definition,claimed}'::text[] AS run, claimed, definition,
      (SELECT to_jsonb(s) FROM opened_session s) AS session
    FROM defined d`.fetchOne()
}

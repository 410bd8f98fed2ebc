import type { Sql } from '../../lib/store/index.ts'
import type { AgentRun, RunStatus } from './runs.ts'

/** A run in a list: what it said and what it pinned stay behind. */
export type ListedRun = Omit<AgentRun, 'input' | 'output' | 'pinned' | 'lineage' | 'root_run_id'>

export interface RunPage {
  user_id: string
  agent_id?: string
  session_id?: string
  status?: RunStatus
  limit: number
  /** The last one of the page before. */
  before?: Pick<AgentRun, 'id' | 'created_at'>
}

/** Outermost runs of this user, the newest first. */
export async function listRuns(
  sql: Sql,
  { user_id, agent_id, session_id, status, limit, before }: RunPage,
): Promise<ListedRun[]> {
  return await sql<ListedRun>`
    SELECT id, parent_run_id, to_jsonb(path) AS path, user_id, session_id, agent_id, agent_version, status, error, usage,
      cost, job_id, created_at, ended_at
    FROM runs
    WHERE user_id = ${user_id} AND parent_run_id IS NULL
      AND (${agent_id ?? null}::text IS NULL OR agent_id = ${agent_id ?? null}::text)
      AND (${session_id ?? null}::text IS NULL OR session_id = ${session_id ?? null}::text)
      AND (${status ?? null}::text IS NULL OR status = ${status ?? null}::text)
      AND (${before?.id ?? null}::text IS NULL
        OR (created_at, id) < (${before?.created_at ?? null}::timestamptz, ${before?.id ?? null}::text))
    ORDER BY created_at DESC, id DESC LIMIT ${limit}`.fetch()
}

/** The state of a run; undefined when it is not there. */
export async function runStatus(sql: Sql, id: string): Promise<RunStatus | undefined> {
  return (await sql<{ status: RunStatus }>`SELECT status FROM runs WHERE id = ${id}`.fetchOne())?.status
}

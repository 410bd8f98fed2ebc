import type { Sql } from '../../lib/store/index.ts'

/** A call that a person was asked about, at some time. */
export interface AskedCall {
  status: string
  tool: string
  /** The flow that waits. */
  approval_job: string
  /** Names of agents, from the outermost run's to the one that asks. */
  path: string[]
  /** What the outermost run pinned. */
  pinned: unknown
}

/** The call of that key in a run or in what it started; null when nobody was asked about it. */
export async function askedCall(sql: Sql, { run_id, key }: { run_id: string; key: string }): Promise<AskedCall | null> {
  return await sql<AskedCall>`
    SELECT t.status, t.tool, t.approval_job, to_jsonb(r.path) AS path, root.pinned
    FROM tool_calls t JOIN runs r ON r.id = t.run_id JOIN runs root ON root.id = r.root_run_id
    WHERE t.id = ${key} AND ${run_id} = ANY(r.lineage) AND t.approval_job IS NOT NULL`.fetchOne()
}

/** How such a call stands. */
export async function callStatus(sql: Sql, key: string): Promise<string | undefined> {
  return (await sql<{ status: string }>`SELECT status FROM tool_calls WHERE id = ${key}`.fetchOne())?.status
}

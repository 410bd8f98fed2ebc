import type { Sql } from '../../lib/store/index.ts'

/** A call that a person was asked about, at some time. */
export interface AskedCall {
  status: string
  /** As the model wanted them, or, once it was decided, as the person left them. */
  arguments: unknown
  /** The flow that waits. */
  approval_job: string
}

/** The call of that key in a run or in what it started; null when nobody was asked about it. */
export async function askedCall(sql: Sql, { run_id, key }: { run_id: string; key: string }): Promise<AskedCall | null> {
  return await sql<AskedCall>`
    SELECT t.status, t.arguments, t.approval_job
    FROM tool_calls t JOIN runs r ON r.id = t.run_id
    WHERE t.id = ${key} AND ${run_id} = ANY(r.lineage) AND t.approval_job IS NOT NULL`.fetchOne()
}

/** How such a call stands, and whether its arguments are these. */
export async function callState(
  sql: Sql,
  { key, args }: { key: string; args: unknown },
): Promise<{ status: string; same_arguments: boolean } | null> {
  return await sql<{ status: string; same_arguments: boolean }>`
    SELECT status, arguments = ${JSON.stringify(args)}::text::jsonb AS same_arguments
    FROM tool_calls WHERE id = ${key}`.fetchOne()
}

import type { ErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'

/** A call that the model of a run asked for, and what became of it. */
export interface CallOfRun {
  /** TURN.NUMBER */
  place: string
  tool: string
  status: 'running' | 'waiting_approval' | 'approved' | 'completed' | 'failed' | 'refused'
  error: ErrorRecord | null
  /** Whether a person was asked; `reason` is theirs then. */
  asked: boolean
  reason: string | null
}

/** The calls of a run itself, not of what it started, in the order in which they were asked for. */
export async function callsOfRun(sql: Sql, run_id: string): Promise<CallOfRun[]> {
  return await sql<CallOfRun>`
    SELECT place, tool, status, error, approval_job IS NOT NULL AS asked, reason FROM tool_calls WHERE run_id = ${run_id}
    ORDER BY string_to_array(place, '.')::int[]`.fetch()
}

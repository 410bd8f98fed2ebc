import type { ErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { AgentRun, EndStatus } from './runs.ts'
import type { ToolResult } from './tool_calls.ts'

/**
 * Ends an open run, with the usage and the cost of all that it started. In the same statement it notes what
 * its last tool calls came to. Answers the run as it has ended: as it was ended before when it had been.
 */
export async function endRun(
  sql: Sql,
  id: string,
  { status, output, error }: { status: EndStatus; output: unknown; error: ErrorRecord | null },
  results: ToolResult[],
  at: string,
): Promise<EndedRun> {
  const ended = await sql<EndedRun>`
    WITH noted AS (
      UPDATE tool_calls t SET status = g.status, result = g.result, error = g.error, ended_at = ${at}::timestamptz
      FROM jsonb_to_recordset(${results}::jsonb) AS g(id text, status text, result jsonb, error jsonb)
      WHERE t.id = g.id AND t.ended_at IS NULL
    ), calls AS (
      SELECT coalesce(sum(m.input_tokens), 0) AS input_tokens, coalesce(sum(m.output_tokens), 0) AS output_tokens,
        count(*) AS model_calls, coalesce(sum(m.cost), 0) AS cost
      FROM model_calls m JOIN runs r ON r.id = m.run_id WHERE ${id} = ANY(r.lineage) AND m.settled_at IS NOT NULL
    ), tools AS (
      SELECT count(*) AS tool_calls FROM tool_calls t JOIN runs r ON r.id = t.run_id WHERE ${id} = ANY(r.lineage)
    ), ended AS (
      UPDATE runs SET status = ${status}, output = ${JSON.stringify(output ?? null)}::text::jsonb,
        error = ${error}::jsonb, ended_at = ${at}::timestamptz, cost = calls.cost,
        usage = jsonb_build_object('input_tokens', input_tokens, 'output_tokens', output_tokens,
          'model_calls', model_calls, 'tool_calls', tool_calls)
      FROM calls, tools
      WHERE id = ${id} AND ended_at IS NULL
      RETURNING id, status, output, error, usage, runs.cost
    )
    SELECT * FROM ended
    UNION ALL
    SELECT id, status, output, error, usage, cost FROM runs WHERE id = ${id} AND ended_at IS NOT NULL`.fetchOne()
  return ended!
}

/** How a run ended. */
export type EndedRun = Pick<AgentRun, 'id' | 'status' | 'output' | 'error' | 'usage' | 'cost'>

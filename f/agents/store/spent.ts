import type { Sql } from '../../lib/store/index.ts'
import type { RunUsage } from './runs.ts'

/**
 * What a run and all that it started have spent, as a part of a WITH after `of(id)`: `spent(input_tokens, output_tokens,
 * model_calls, cost, tool_calls)`, one row. Each table is read by its index, run by run: it costs what the tree of the run
 * is large, not what the table is. Tool calls are those that were made: not what was refused or waits for a person, nor the
 * questions about the input and the answer of a run.
 */
export const SPENT = `below AS (
      SELECT r.id FROM of, runs r
      WHERE r.root_run_id = (SELECT own.root_run_id FROM of, runs own WHERE own.id = of.id) AND of.id = ANY(r.lineage)
    ), spent AS (
      SELECT coalesce(sum(m.input_tokens), 0) AS input_tokens, coalesce(sum(m.output_tokens), 0) AS output_tokens,
        coalesce(sum(m.calls), 0) AS model_calls, coalesce(sum(m.cost), 0) AS cost, coalesce(sum(t.calls), 0) AS tool_calls
      FROM below, LATERAL (
        SELECT sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(cost) AS cost, count(*) AS calls
        FROM model_calls WHERE run_id = below.id AND settled_at IS NOT NULL
      ) m, LATERAL (
        SELECT count(*) AS calls FROM tool_calls
        WHERE run_id = below.id AND status NOT IN ('refused', 'waiting_approval') AND place NOT IN ('input', 'output')
      ) t
    )`

/** What a run and all that it started have spent until now, also while it goes on. */
export async function readSpent(sql: Sql, id: string): Promise<{ usage: RunUsage; cost: number }> {
  const spent = await sql<{ usage: RunUsage; cost: number }>`
    WITH of AS (SELECT ${id}::text AS id), ${sql.raw(SPENT)}
    SELECT jsonb_build_object('input_tokens', input_tokens, 'output_tokens', output_tokens, 'model_calls', model_calls,
      'tool_calls', tool_calls) AS usage, cost
    FROM spent`.fetchOne()
  return spent!
}

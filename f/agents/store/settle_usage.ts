import type { Sql } from '../../lib/store/index.ts'

/** Brings the usage and the cost of a run that has ended up to date with what followed it. */
export async function settleUsage(sql: Sql, id: string): Promise<void> {
  await sql`
    WITH calls AS (
      SELECT coalesce(sum(m.input_tokens), 0) AS input_tokens, coalesce(sum(m.output_tokens), 0) AS output_tokens,
        count(*) AS model_calls, coalesce(sum(m.cost), 0) AS cost
      FROM model_calls m JOIN runs r ON r.id = m.run_id WHERE ${id} = ANY(r.lineage) AND m.settled_at IS NOT NULL
    )
    UPDATE runs SET cost = calls.cost, usage = usage || jsonb_build_object('input_tokens', input_tokens,
      'output_tokens', output_tokens, 'model_calls', model_calls)
    FROM calls WHERE id = ${id} AND ended_at IS NOT NULL`.execute()
}

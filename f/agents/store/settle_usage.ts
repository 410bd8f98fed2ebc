import type { Sql } from '../../lib/store/index.ts'
import { SPENT } from './spent.ts'

/** Brings the usage and the cost of a run that has ended up to date with what followed it. */
export async function settleUsage(sql: Sql, id: string): Promise<void> {
  await sql`
    WITH of AS (SELECT ${id}::text AS id), ${sql.raw(SPENT)}
    UPDATE runs SET cost = spent.cost, usage = usage || jsonb_build_object('input_tokens', input_tokens,
      'output_tokens', output_tokens, 'model_calls', model_calls)
    FROM spent WHERE id = ${id} AND ended_at IS NOT NULL`.execute()
}

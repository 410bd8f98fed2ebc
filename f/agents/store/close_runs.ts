import type { ErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'

/** Ends all open runs below a run as cancelled: it has ended, and so nothing waits for them. */
export async function closeRunsBelow(
  sql: Sql,
  id: string,
  { error, at }: { error: ErrorRecord; at: string },
): Promise<void> {
  await sql`
    UPDATE runs SET status = 'cancelled', ended_at = ${at}::timestamptz, error = ${error}::jsonb
    WHERE root_run_id = (SELECT own.root_run_id FROM runs own WHERE own.id = ${id}) AND ${id} = ANY(lineage) AND id <> ${id} AND ended_at IS NULL`.execute()
}

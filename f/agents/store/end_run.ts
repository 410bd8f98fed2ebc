import type { ErrorRecord } from '../../lib/errors.ts'
import { addOnce, type NewEvent, placed, type RunEvent, type Sql, TELL } from '../../lib/store/index.ts'
import type { AgentRun, EndStatus } from './runs.ts'
import { type NewMessages, SAY } from './session_messages.ts'
import { SETTLE, type Settlement } from './settle_call.ts'
import { SPENT } from './spent.ts'
import { NOTE, type ToolResult } from './tool_calls.ts'

/** What is noted with the end of a run. */
export interface Remainder {
  /** What its last tool calls came to. */
  results?: ToolResult[]
  /** Events that come before that of its end. */
  events?: NewEvent[]
  /** The call of the model that gave the answer, when it is not settled yet. */
  settlement?: Settlement | null
  /** What was said in it, for its session; a session that has been deleted stays deleted. */
  said?: NewMessages
}

/**
 * Ends an open run, with the usage and the cost of all that it started. In the same statement it tells of the end
 * (RUN_ENDED, with `message`), and notes what is left to note. Answers the run as it has ended: as it was ended before
 * when it had been. Undefined when it is not there.
 */
export async function endRun(
  sql: Sql,
  id: string,
  {
    status,
    output,
    error,
    message,
  }: { status: EndStatus; output: unknown; error: ErrorRecord | null; message: string },
  at: string,
  { results = [], events = [], settlement = null, said }: Remainder = {},
): Promise<(EndedRun & { events: RunEvent[] }) | undefined> {
  const refused = results.filter((result) => result.status === 'refused').map((result) => result.id)
  const end = () =>
    sql<EndedRun & { events: RunEvent[] }>`
    WITH of AS (SELECT ${id}::text AS id), noting AS (
      SELECT ${results}::jsonb AS results, ${at}::timestamptz AS at
    ), ${sql.raw(NOTE)}, settling AS (SELECT ${settlement && JSON.stringify(settlement)}::text::jsonb AS given), ${sql.raw(SETTLE)},
    ${sql.raw(SPENT)}, total AS (
      SELECT spent.input_tokens + coalesce(last.input_tokens, 0) AS input_tokens,
        spent.output_tokens + coalesce(last.output_tokens, 0) AS output_tokens,
        model_calls + (SELECT count(*) FROM settled) AS model_calls, spent.cost + coalesce(last.cost, 0) AS cost,
        -- What a hook refused stands as running until now.
        tool_calls - (SELECT count(*) FROM tool_calls t WHERE t.id = ANY(${refused}::text[]) AND t.status = 'running') AS tool_calls
      FROM spent LEFT JOIN settled last ON true
    ), ended AS (
      UPDATE runs SET status = ${status}, output = ${JSON.stringify(output ?? null)}::text::jsonb,
        error = ${error}::jsonb, ended_at = ${at}::timestamptz, cost = total.cost,
        usage = jsonb_build_object('input_tokens', input_tokens, 'output_tokens', output_tokens,
          'model_calls', model_calls, 'tool_calls', tool_calls)
      FROM total
      WHERE id = ${id} AND ended_at IS NULL
      RETURNING id, path, status, output, error, usage, runs.cost, ${message}::text AS message
    ), final AS (
      SELECT * FROM ended
      UNION ALL
      SELECT id, path, status, output, error, usage, cost, coalesce(error ->> 'message', status)
      FROM runs WHERE id = ${id} AND ended_at IS NOT NULL
    ), told AS (
      SELECT id AS run_id, ${placed(events)}::jsonb || jsonb_build_object(
        'place', ${events.length}::int, 'key', 'end', 'type', 'RUN_ENDED', 'at', ${at}::text, 'message', message,
        'level', CASE status WHEN 'completed' THEN 'info' ELSE 'warn' END,
        'data', jsonb_build_object('agent', path[cardinality(path)], 'status', status, 'output', output, 'error', error,
          'usage', usage, 'cost', cost)) AS rows
      FROM final
    ), ${sql.raw(TELL)}, said AS (SELECT ${said ?? null}::jsonb AS given), ${sql.raw(SAY)}
    SELECT id, status, output, error, usage, cost,
      (SELECT jsonb_agg(to_jsonb(t) ORDER BY seq) FROM told_events t) AS events
    FROM final`.fetchOne()
  return (await addOnce(end)) ?? undefined
}

/** How a run ended. */
export type EndedRun = Pick<AgentRun, 'id' | 'status' | 'output' | 'error' | 'usage' | 'cost'>

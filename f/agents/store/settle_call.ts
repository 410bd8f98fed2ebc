import type { Usage } from '../../lib/llm/index.ts'
import { addOnce, type NewEvent, placed, type RunEvent, type Sql, TELL } from '../../lib/store/index.ts'
import type { NewToolCall } from './tool_calls.ts'

/** What a call of a model came to. */
export interface Settlement {
  id: string
  /** Runs whose budgets it counts for, from the outermost to its own. */
  lineage: string[]
  /** The model that answered. */
  model: string
  usage: Usage
  cost: number
  /** What is to be found when the run goes on without remembering it. */
  answer: unknown
  /** RFC 3339. */
  at: string
}

/**
 * Settles a call: what it was reserved is free again in every budget above it, and what it used is spent. A second time
 * it spends nothing. The tool calls that the model wants, and events of the run, are added in the same statement; answers
 * the events as they stand.
 */
export async function settleCall(
  sql: Sql,
  run_id: string,
  settlement: Settlement,
  { calls, events }: { calls: NewToolCall[]; events: NewEvent[] },
): Promise<RunEvent[]> {
  const settle = () =>
    sql<RunEvent>`
    WITH told AS (SELECT ${run_id}::text AS run_id, ${placed(events)}::jsonb AS rows), ${sql.raw(TELL)},
    settling AS (SELECT ${JSON.stringify(settlement)}::text::jsonb AS given), ${sql.raw(SETTLE)}, wanted AS (
      INSERT INTO tool_calls (id, run_id, place, tool, arguments, status, reason, error, created_at, ended_at)
      SELECT g.id, s.run_id, g.place, g.tool, g.arguments, g.status, g.reason, g.error, s.settled_at,
        CASE g.status WHEN 'refused' THEN s.settled_at END
      FROM settled s, jsonb_to_recordset(${calls}::jsonb) AS g(
        id text, place text, tool text, arguments jsonb, status text, reason text, error jsonb)
      ON CONFLICT (id) DO NOTHING
    )
    SELECT * FROM told_events ORDER BY seq`.fetch()
  return await addOnce(settle)
}

/**
 * What settles a call within another statement, so that both happen or neither. It is a part of a WITH, after
 * `settling(given)`, which is a Settlement, or null for none. `settled` is the call, when it had not been settled before;
 * the rest of the statement sees the tables as they were.
 */
export const SETTLE = `settlement AS (
      SELECT g.*, (g.usage ->> 'input_tokens')::bigint AS input_tokens, (g.usage ->> 'output_tokens')::bigint AS output_tokens
      FROM settling, jsonb_to_record(settling.given) AS g(
        id text, lineage jsonb, model text, usage jsonb, cost numeric, answer jsonb, at timestamptz)
    ), settled AS (
      UPDATE model_calls m SET model = g.model, input_tokens = g.input_tokens, output_tokens = g.output_tokens,
        cost = g.cost, answer = g.answer, settled_at = g.at
      FROM settlement g
      WHERE m.id = g.id AND m.settled_at IS NULL
      RETURNING m.run_id, m.input_tokens, m.output_tokens, m.cost, m.reserved_tokens, m.reserved_cost, m.settled_at
    ), settled_budgets AS (
      UPDATE budgets b SET reserved_tokens = b.reserved_tokens - s.reserved_tokens,
        reserved_cost = b.reserved_cost - s.reserved_cost,
        spent_tokens = b.spent_tokens + s.input_tokens + s.output_tokens, spent_cost = b.spent_cost + s.cost
      FROM settled s, settlement g
      WHERE b.run_id IN (SELECT jsonb_array_elements_text(g.lineage))
    )`

import type { Usage } from '../../lib/llm/index.ts'
import { addOnce, type NewEvent, placed, type RunEvent, type Sql, TELL } from '../../lib/store/index.ts'
import type { NewToolCall, ToolResult } from './tool_calls.ts'

/** A call of a model that is about to be made. */
export interface CallToReserve {
  /** Derived of the run and the place in it. */
  id: string
  run_id: string
  root_run_id: string
  /** Runs whose budgets it counts for, from the outermost to its own. */
  lineage: string[]
  model: string
  tokens: number
  /** Null when its price is not known: then it does not fit where cost is limited. */
  cost: number | null
}

/** Whether a call may be made. */
export interface Reservation {
  /** False when it would pass a limit. */
  fits: boolean
  /** The run that the budget is of, and what is left of it, when it does not fit; null where there is no such limit. */
  over: { run_id: string; tokens_left: number | null; cost_left: number | null } | null
  /** Whether there is a budget above it. */
  limited: boolean
  /** Whether the run, or one above it, was cancelled. */
  cancelled: boolean
  /** What came of this call before, when the process ended between the answer and its checkpoint. */
  answer: unknown
  /** What was told, as it stands. */
  events: RunEvent[]
}

/**
 * Reserves what a call may cost in every budget above it, in one statement: it locks those budgets, and when the call
 * fits in all of them adds to what they have reserved. A call that stands there already is reserved already. In the same
 * statement it notes what the tool calls of the last turn came to, and adds events of the run.
 */
export async function reserveCall(
  sql: Sql,
  call: CallToReserve,
  { results, events }: { results: ToolResult[]; events: NewEvent[] },
  at: string,
): Promise<Reservation> {
  const { id, run_id, root_run_id, lineage, model, tokens, cost } = call
  const reserve = () =>
    sql<Reservation>`
    WITH told AS (SELECT ${run_id}::text AS run_id, ${placed(events)}::jsonb AS rows), ${sql.raw(TELL)}, noted AS (
      UPDATE tool_calls t SET ended_at = ${at}::timestamptz, (status, result, error) = (
        SELECT g.status, g.result, g.error
        FROM jsonb_to_recordset(${results}::jsonb) AS g(id text, status text, result jsonb, error jsonb) WHERE g.id = t.id)
      WHERE t.id = ANY(${results.map(({ id }) => id)}::text[]) AND t.ended_at IS NULL
    ), known AS (
      SELECT answer FROM model_calls WHERE id = ${id}
    ), locked AS (
      SELECT run_id, max_tokens - spent_tokens - reserved_tokens AS tokens_left,
        max_cost - spent_cost - reserved_cost AS cost_left
      FROM budgets WHERE run_id = ANY(${lineage}::text[]) ORDER BY run_id FOR UPDATE
    ), over AS (
      SELECT * FROM locked WHERE tokens_left < ${tokens}::bigint OR cost_left < ${cost}::numeric
        OR (cost_left IS NOT NULL AND ${cost}::numeric IS NULL)
      LIMIT 1
    ), reserved AS (
      INSERT INTO model_calls (id, run_id, root_run_id, model, reserved_tokens, reserved_cost)
      SELECT ${id}, ${run_id}, ${root_run_id}, ${model}, ${tokens}::bigint, coalesce(${cost}::numeric, 0)
      WHERE NOT EXISTS (SELECT FROM over) AND NOT EXISTS (SELECT FROM known)
      RETURNING id
    ), held AS (
      UPDATE budgets b SET reserved_tokens = b.reserved_tokens + ${tokens}::bigint,
        reserved_cost = b.reserved_cost + coalesce(${cost}::numeric, 0)
      FROM reserved, locked WHERE b.run_id = locked.run_id
    )
    SELECT EXISTS (SELECT FROM reserved) OR EXISTS (SELECT FROM known) AS fits,
      (SELECT to_jsonb(over) FROM over) AS over, (SELECT answer FROM known) AS answer,
      EXISTS (SELECT FROM locked) AS limited,
      EXISTS (SELECT FROM runs r WHERE r.id = ANY(${lineage}::text[])
        AND r.status = 'cancelled') AS cancelled,
      (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY seq), '[]') FROM told_events t) AS events`.fetchOne()
  return (await addOnce(reserve))!
}

/** What a call came to. */
export interface CallToSettle {
  id: string
  run_id: string
  lineage: string[]
  /** The model that answered. */
  model: string
  usage: Usage
  cost: number
  /** What is to be found when the run goes on without remembering it; null when the provider failed. */
  answer: unknown
}

/**
 * Settles a call: what it was reserved is free again in every budget above it, and what it used is spent. A second time
 * it spends nothing. The tool calls that the model wants, and events of the run, are added in the same statement; answers
 * the events as they stand.
 */
export async function settleCall(
  sql: Sql,
  call: CallToSettle,
  { calls, events }: { calls: NewToolCall[]; events: NewEvent[] },
  at: string,
): Promise<RunEvent[]> {
  const { id, run_id, lineage, model, usage, cost, answer } = call
  const settle = () =>
    sql<RunEvent>`
    WITH told AS (SELECT ${run_id}::text AS run_id, ${placed(events)}::jsonb AS rows), ${sql.raw(TELL)}, settled AS (
      UPDATE model_calls SET model = ${model}, input_tokens = ${usage.input_tokens}::bigint,
        output_tokens = ${usage.output_tokens}::bigint, cost = ${cost}::numeric,
        answer = ${JSON.stringify(answer ?? null)}::text::jsonb, settled_at = ${at}::timestamptz
      WHERE id = ${id} AND settled_at IS NULL
      RETURNING run_id, reserved_tokens, reserved_cost
    ), spent AS (
      UPDATE budgets b SET reserved_tokens = b.reserved_tokens - s.reserved_tokens,
        reserved_cost = b.reserved_cost - s.reserved_cost,
        spent_tokens = b.spent_tokens + ${usage.input_tokens + usage.output_tokens}::bigint,
        spent_cost = b.spent_cost + ${cost}::numeric
      FROM settled s WHERE b.run_id = ANY(${lineage}::text[])
    ), wanted AS (
      INSERT INTO tool_calls (id, run_id, place, tool, arguments, status, reason, error, created_at, ended_at)
      SELECT g.id, s.run_id, g.place, g.tool, g.arguments, g.status, g.reason, g.error, ${at}::timestamptz,
        CASE g.status WHEN 'refused' THEN ${at}::timestamptz END
      FROM settled s, jsonb_to_recordset(${calls}::jsonb) AS g(
        id text, place text, tool text, arguments jsonb, status text, reason text, error jsonb)
      ON CONFLICT (id) DO NOTHING
    )
    SELECT * FROM told_events ORDER BY seq`.fetch()
  return await addOnce(settle)
}

import { addOnce, type NewEvent, placed, type RunEvent, type Sql, TELL } from '../../lib/store/index.ts'
import type { Closure } from '../closure/index.ts'
import { PIN } from './pin_run.ts'
import { NOTE, type ToolResult } from './tool_calls.ts'

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

/** What is noted with the reservation of a call. */
export interface NotedBefore {
  /** What the tool calls of the last turn came to. */
  results: ToolResult[]
  /** Events of the run. */
  events: NewEvent[]
  /** What the run is to pin, when nothing is pinned yet. */
  pins?: Closure | null
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
  /** False when there were pins to note and something was pinned before: that stands. */
  pinned: boolean
  /** What was told, as it stands. */
  events: RunEvent[]
}

/**
 * Reserves what a call may cost in every budget above it, in one statement: it locks those budgets, and when the call
 * fits in all of them adds to what they have reserved. A call that stands there already is reserved already. In the same
 * statement it notes what came before, whether the call fits or not.
 */
export async function reserveCall(
  sql: Sql,
  call: CallToReserve,
  { results, events, pins = null }: NotedBefore,
  at: string,
): Promise<Reservation> {
  const { id, run_id, root_run_id, lineage, model, tokens, cost } = call
  const reserve = () =>
    sql<Reservation>`
    WITH told AS (SELECT ${run_id}::text AS run_id, ${placed(events)}::jsonb AS rows), ${sql.raw(TELL)}, noting AS (
      SELECT ${results}::jsonb AS results, ${at}::timestamptz AS at
    ), ${sql.raw(NOTE)}, pinning AS (
      SELECT ${run_id}::text AS run_id, ${pins}::jsonb AS pins
    ), ${sql.raw(pins ? `${PIN}, ` : '')}known AS (
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
      ${sql.raw(pins ? 'EXISTS (SELECT FROM pinned_run)' : 'true')} AS pinned,
      (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY seq), '[]') FROM told_events t) AS events`.fetchOne()
  return (await addOnce(reserve))!
}

import type { ErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'

/*
 * A call that a model asked for. Its states:
 *
 *   running ──▶ completed | failed             its job has ended
 *   running ──▶ waiting_approval               a person is asked
 *   waiting_approval ──▶ approved              it is made, with the arguments as the person left them
 *   waiting_approval ──▶ refused               or nobody answered in time
 *   approved ──▶ completed | failed
 *   refused                                    also from the start: what cannot or must not be called
 */
export interface NewToolCall {
  id: string
  /** TURN.NUMBER */
  place: string
  tool: string
  arguments: unknown
  status: 'running' | 'refused'
  reason: string | null
  error: ErrorRecord | null
}

/** What a call came to. */
export interface ToolResult {
  id: string
  status: 'completed' | 'failed' | 'refused'
  result: unknown
  error: ErrorRecord | null
}

/**
 * What notes results of open calls within another statement. It is a part of a WITH, after `noting(results, at)`, whose
 * results are ToolResults. (A join would read the table from end to end.)
 */
export const NOTE = `noted AS (
      UPDATE tool_calls t SET ended_at = noting.at, (status, result, error) = (
        SELECT g.status, g.result, g.error
        FROM jsonb_to_recordset(noting.results) AS g(id text, status text, result jsonb, error jsonb) WHERE g.id = t.id)
      FROM noting
      WHERE t.id = ANY(ARRAY(SELECT r ->> 'id' FROM noting, jsonb_array_elements(noting.results) r)) AND t.ended_at IS NULL
    )`

/** A call that a person is asked about. */
export interface PendingApproval {
  /** By which it is answered. */
  key: string
  run_id: string
  tool: string
  arguments: unknown
  reason: string | null
  /** The flow that waits. */
  approval_job: string
}

/** A question to a person, as the flow that waits brings it. */
export interface Question {
  id: string
  run_id: string
  /** Runs that wait with it, from the outermost to its own. */
  lineage: string[]
  place: string
  tool: string
  arguments: unknown
  reason: string
}

/** Notes that a person is asked: of the call, and of its run and those above it, which are `waiting_approval` then. */
export async function askApproval(sql: Sql, question: Question, approvalJob: string, at: string): Promise<void> {
  const { id, run_id, lineage, place, tool, reason } = question
  await sql`
    WITH asked AS (
      INSERT INTO tool_calls AS t (id, run_id, place, tool, arguments, status, reason, approval_job, created_at)
      VALUES (${id}, ${run_id}, ${place}, ${tool}, ${JSON.stringify(question.arguments)}::text::jsonb,
        'waiting_approval', ${reason}, ${approvalJob}, ${at}::timestamptz)
      ON CONFLICT (id) DO UPDATE SET status = 'waiting_approval', reason = ${reason}, approval_job = ${approvalJob}
      WHERE t.status = 'running'
      RETURNING id
    )
    UPDATE runs SET status = 'waiting_approval'
    WHERE id = ANY(${lineage}::text[]) AND status = 'running'
      AND EXISTS (SELECT FROM asked)`.execute()
}

/** What a person decided. */
export interface Decision {
  approved: boolean
  /** As the person left them. */
  arguments: unknown
  approver: string | null
  reason: string | null
}

/**
 * Notes what was decided. Runs for which nobody is asked any more are `running` again. A second time it does nothing.
 */
export async function decideApproval(
  sql: Sql,
  { id, lineage }: Pick<Question, 'id' | 'lineage'>,
  decision: Decision,
  at: string,
): Promise<void> {
  const { approved, approver, reason } = decision
  await sql`
    WITH decided AS (
      UPDATE tool_calls SET status = ${approved ? 'approved' : 'refused'}, approver = ${approver}, reason = ${reason},
        arguments = ${JSON.stringify(decision.arguments)}::text::jsonb,
        ended_at = CASE WHEN ${approved}::boolean THEN NULL ELSE ${at}::timestamptz END
      WHERE id = ${id} AND status = 'waiting_approval'
      RETURNING id
    )
    UPDATE runs SET status = 'running'
    WHERE id = ANY(${lineage}::text[]) AND status = 'waiting_approval'
      AND EXISTS (SELECT FROM decided) AND NOT EXISTS (
        SELECT FROM tool_calls t JOIN runs below ON below.id = t.run_id
        WHERE below.root_run_id = runs.root_run_id AND runs.id = ANY(below.lineage) AND t.status = 'waiting_approval' AND t.id <> ${id})`.execute()
}

/** What people are asked about in a run and all that it started, the oldest first. */
export async function pendingApprovals(sql: Sql, runId: string): Promise<PendingApproval[]> {
  return await sql<PendingApproval>`
    SELECT t.id AS key, t.run_id, t.tool, t.arguments, t.reason, t.approval_job
    FROM tool_calls t JOIN runs r ON r.id = t.run_id
    WHERE r.root_run_id = (SELECT own.root_run_id FROM runs own WHERE own.id = ${runId}) AND ${runId} = ANY(r.lineage)
      AND t.status = 'waiting_approval' AND r.ended_at IS NULL
    ORDER BY t.created_at, t.id`.fetch()
}

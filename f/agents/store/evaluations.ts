import type { Sql } from '../../lib/store/index.ts'

/*
 * An evaluation is one run of a suite. Its states, and those of its cases:
 *
 *   running ──▶ passed | failed             by the share of its cases that passed
 *   running ──▶ passed | failed | error     a case: all checks hold; one does not; it could not be run or checked
 *
 * The last ones are final: checking again what was checked changes nothing.
 */
export type EvaluationMode = 'live' | 'record' | 'replay'
export type EvaluationState = 'running' | 'passed' | 'failed'
export type CaseState = 'running' | 'passed' | 'failed' | 'error'

export interface Evaluation {
  id: string
  /** As it was read, with its defaults. */
  suite: unknown
  mode: EvaluationMode
  recording_id: string | null
  state: EvaluationState
  report: unknown
  /** RFC 3339. */
  created_at: string
  ended_at: string | null
}

export interface EvaluationCase {
  name: string
  run_id: string
  state: CaseState
  outcome: unknown
}

/** Adds an evaluation in state `running`; one that stands there is left as it is. */
export async function createEvaluation(
  sql: Sql,
  evaluation: Pick<Evaluation, 'id' | 'suite' | 'mode' | 'recording_id'> & { user_id: string; at: string },
): Promise<void> {
  const { id, user_id, suite, mode, recording_id, at } = evaluation
  await sql`
    INSERT INTO evaluations (id, user_id, suite, mode, recording_id, state, created_at)
    VALUES (${id}, ${user_id}, ${suite}::jsonb, ${mode}, ${recording_id}::text, 'running', ${at}::timestamptz)
    ON CONFLICT (id) DO NOTHING`.execute()
}

/** An evaluation of this user, or null. */
export async function getEvaluation(
  sql: Sql,
  { id, user_id }: { id: string; user_id: string },
): Promise<Evaluation | null> {
  return await sql<Evaluation>`
    SELECT id, suite, mode, recording_id, state, report, created_at, ended_at
    FROM evaluations WHERE id = ${id} AND user_id = ${user_id}`.fetchOne()
}

/** Evaluations of this user without suite and report, the newest first. */
export async function listEvaluations(
  sql: Sql,
  { user_id, limit = 50 }: { user_id: string; limit?: number },
): Promise<(Omit<Evaluation, 'suite' | 'report'> & { name: string; agent: string })[]> {
  return await sql<Omit<Evaluation, 'suite' | 'report'> & { name: string; agent: string }>`
    SELECT id, suite ->> 'name' AS name, suite ->> 'agent' AS agent, mode, recording_id, state, created_at, ended_at
    FROM evaluations WHERE user_id = ${user_id} ORDER BY created_at DESC, id LIMIT ${limit}`.fetch()
}

/** Ends an evaluation with its report; false when it has ended already. */
export async function endEvaluation(
  sql: Sql,
  { id, state, report, at }: { id: string; state: 'passed' | 'failed'; report: unknown; at: string },
): Promise<boolean> {
  const ended = await sql`
    UPDATE evaluations SET state = ${state}, report = ${report}::jsonb, ended_at = ${at}::timestamptz
    WHERE id = ${id} AND state = 'running'
    RETURNING id`.fetchOne()
  return ended !== null
}

/** Adds a case in state `running`; one that stands there is left as it is. */
export async function createCase(
  sql: Sql,
  { evaluation_id, name, run_id, at }: { evaluation_id: string; name: string; run_id: string; at: string },
): Promise<void> {
  await sql`
    INSERT INTO evaluation_cases (evaluation_id, name, run_id, state, created_at)
    VALUES (${evaluation_id}, ${name}, ${run_id}, 'running', ${at}::timestamptz)
    ON CONFLICT (evaluation_id, name) DO NOTHING`.execute()
}

/** Ends a case; false when it has ended already. */
export async function endCase(
  sql: Sql,
  ended: { evaluation_id: string; name: string; state: Exclude<CaseState, 'running'>; outcome: unknown; at: string },
): Promise<boolean> {
  const { evaluation_id, name, state, outcome, at } = ended
  const row = await sql`
    UPDATE evaluation_cases SET state = ${state}, outcome = ${outcome}::jsonb, ended_at = ${at}::timestamptz
    WHERE evaluation_id = ${evaluation_id} AND name = ${name} AND state = 'running'
    RETURNING name`.fetchOne()
  return row !== null
}

/** The cases of an evaluation that have begun. */
export async function listCases(sql: Sql, evaluation_id: string): Promise<EvaluationCase[]> {
  return await sql<EvaluationCase>`
    SELECT name, run_id, state, outcome FROM evaluation_cases WHERE evaluation_id = ${evaluation_id}`.fetch()
}

import type { ErrorRecord } from '../../lib/errors.ts'
import type { ChatAnswer } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'

/** What a model came to when it was asked. */
export type RecordedAnswer = { answer: ChatAnswer } | { error: ErrorRecord }

export interface RecordedRequest {
  hash: string
  request: unknown
}

/** What a request of a replay came to, or where it left the recording. */
export interface Replayed {
  evaluation_id: string
  case_name: string
  hash: string
  divergence: unknown
  at: string
}

/** Whose requests these are. */
export interface Place {
  recording_id: string
  case_name: string
}

/** What was answered to a request that was recorded, or null. */
export async function findRecorded(
  sql: Sql,
  { recording_id, case_name }: Place,
  hash: string,
): Promise<RecordedAnswer | null> {
  const row = await sql<{ answer: RecordedAnswer }>`
    SELECT answer FROM recordings
    WHERE recording_id = ${recording_id} AND case_name = ${case_name} AND hash = ${hash}`.fetchOne()
  return row?.answer ?? null
}

/** Records a request with its answer; the first answer stands. */
export async function addRecorded(
  sql: Sql,
  { recording_id, case_name }: Place,
  recorded: RecordedRequest & { answer: RecordedAnswer; at: string },
): Promise<void> {
  const { hash, request, answer, at } = recorded
  await sql`
    INSERT INTO recordings (recording_id, case_name, hash, request, answer, at)
    VALUES (${recording_id}, ${case_name}, ${hash}, ${request}::jsonb, ${answer}::jsonb, ${at}::timestamptz)
    ON CONFLICT (recording_id, case_name, hash) DO NOTHING`.execute()
}

/** Requests of a recording that a replay has not come to yet, in the order in which they were recorded. */
export async function listUnasked(
  sql: Sql,
  { recording_id, case_name }: Place,
  evaluation_id: string,
): Promise<RecordedRequest[]> {
  return await sql<RecordedRequest>`
    SELECT hash, request FROM recordings r
    WHERE recording_id = ${recording_id} AND case_name = ${case_name} AND NOT EXISTS (
      SELECT FROM replays p
      WHERE p.evaluation_id = ${evaluation_id} AND p.case_name = r.case_name AND p.hash = r.hash)
    ORDER BY seq`.fetch()
}

/** Notes a request of a replay; the same again changes nothing. */
export async function addReplayed(sql: Sql, replayed: Replayed): Promise<void> {
  const { evaluation_id, case_name, hash, divergence, at } = replayed
  await sql`
    INSERT INTO replays (evaluation_id, case_name, hash, divergence, at)
    VALUES (${evaluation_id}, ${case_name}, ${hash}, ${divergence ?? null}::jsonb, ${at}::timestamptz)
    ON CONFLICT (evaluation_id, case_name, hash) DO NOTHING`.execute()
}

/** Where a replay of a case first left its recording; null where it did not. */
export async function firstDivergence<T>(sql: Sql, evaluation_id: string, case_name: string): Promise<T | null> {
  const row = await sql<{ divergence: T }>`
    SELECT divergence FROM replays
    WHERE evaluation_id = ${evaluation_id} AND case_name = ${case_name} AND divergence IS NOT NULL
    ORDER BY seq LIMIT 1`.fetchOne()
  return row?.divergence ?? null
}

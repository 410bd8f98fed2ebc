import { isDuplicate, type Sql } from './sql.ts'

export type EventLevel = 'debug' | 'info' | 'warn' | 'error'

/** Something that happened in a run. */
export interface RunEvent {
  /** Counts from 1 in its run, without gaps. */
  seq: number
  run_id: string
  type: string
  /** The step that it happened in. */
  step: string | null
  /** RFC 3339. */
  at: string
  level: EventLevel
  /** For a person to read, one line. */
  message: string
  data: Record<string, unknown>
}

/** An event to add; `key` is its own in its run, so that adding it again changes nothing. */
export interface NewEvent extends Omit<RunEvent, 'seq' | 'run_id'> {
  key: string
}

/**
 * Adds events to a run and answers them with their numbers, those included that stood there already.
 *
 * It is one statement: it counts which of the events are new, moves the run's counter on by so many (whose row stays
 * locked until the end, so that another writer of the run waits), and numbers them. When two writers add the same
 * event at once, the second one's statement fails as a whole, its counting included, and is done again.
 */
export async function appendEvents(sql: Sql, runId: string, events: NewEvent[]): Promise<RunEvent[]> {
  try {
    return await append(sql, runId, events)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return await append(sql, runId, events)
  }
}

async function append(sql: Sql, runId: string, events: NewEvent[]): Promise<RunEvent[]> {
  return await sql<RunEvent>`
    WITH told AS (SELECT ${runId}::text AS run_id, ${placed(events)}::jsonb AS rows), ${sql.raw(TELL)}
    SELECT * FROM told_events ORDER BY seq`.fetch()
}

/** Events with their order, as `told.rows` wants them. */
export const placed = (events: NewEvent[]): object[] => events.map((event, index) => ({ ...event, place: index }))

/**
 * What adds events within another statement, so that both happen or neither. It is a part of a WITH, after
 * `told(run_id, rows)`, whose rows are `placed` events; `told_events` are the events as they stand then. Such a statement
 * can fail like `append`, and is done again (`isDuplicate`).
 */
export const TELL = `given AS (
      SELECT g.* FROM told, jsonb_to_recordset(told.rows) AS g(
        place int, key text, type text, step text, at timestamptz, level text, message text, data jsonb)
    ), fresh AS (
      SELECT given.*, row_number() OVER (ORDER BY place) AS nth, count(*) OVER () AS total FROM given, told
      WHERE NOT EXISTS (SELECT FROM events e WHERE e.run_id = told.run_id AND e.key = given.key)
    ), counter AS (
      INSERT INTO event_counters AS c (run_id, last_seq)
      SELECT told.run_id, count(*) FROM fresh, told GROUP BY told.run_id
      ON CONFLICT (run_id) DO UPDATE SET last_seq = c.last_seq + excluded.last_seq
      RETURNING last_seq
    ), added AS (
      INSERT INTO events (run_id, seq, key, type, step, at, level, message, data)
      SELECT told.run_id, last_seq - total + nth, key, type, step, at, level, message, data FROM fresh, counter, told
      RETURNING seq, run_id, type, step, at, level, message, data
    ), told_events AS (
      SELECT * FROM added
      UNION ALL
      SELECT e.seq, e.run_id, e.type, e.step, e.at, e.level, e.message, e.data
      FROM events e JOIN told ON told.run_id = e.run_id JOIN given ON given.key = e.key
    )`

/** The events of a run after number `since`, at most `limit`, in order. */
export async function listEvents(sql: Sql, runId: string, since = 0, limit = 1000): Promise<RunEvent[]> {
  return await sql<RunEvent>`
    SELECT seq, run_id, type, step, at, level, message, data FROM events
    WHERE run_id = ${runId} AND seq > ${since} ORDER BY seq LIMIT ${limit}`.fetch()
}

import { addOnce, type Sql } from './sql.ts'

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
 * It is one statement: it looks which of the events are new, and numbers them on from the run's last. When two writers
 * add to a run at once, the second one's statement fails as a whole, because the number is taken, and is done again.
 */
export async function appendEvents(sql: Sql, runId: string, events: NewEvent[]): Promise<RunEvent[]> {
  const append = () =>
    sql<RunEvent>`
    WITH told AS (SELECT ${runId}::text AS run_id, ${placed(events)}::jsonb AS rows), ${sql.raw(TELL)}
    SELECT * FROM told_events ORDER BY seq`.fetch()
  return await addOnce(append)
}

/** Events with their order, as `told.rows` wants them. */
export const placed = (events: NewEvent[]): object[] => events.map((event, index) => ({ ...event, place: index }))

/**
 * What adds events within another statement, so that both happen or neither. It is a part of a WITH, after
 * `told(run_id, rows)`, whose rows are `placed` events; `told_events` are the events as they stand then. Such a statement
 * is run by `addOnce`.
 */
export const TELL = `given AS (
      SELECT g.*, (SELECT e.seq FROM events e WHERE e.run_id = told.run_id AND e.key = g.key) AS known
      FROM told, jsonb_to_recordset(told.rows) AS g(
        place int, key text, type text, step text, at timestamptz, level text, message text, data jsonb)
    ), added AS (
      INSERT INTO events (run_id, seq, key, type, step, at, level, message, data)
      SELECT told.run_id,
        (SELECT coalesce(max(e.seq), 0) FROM events e WHERE e.run_id = told.run_id) + row_number() OVER (ORDER BY place),
        key, type, step, at, level, message, data
      FROM told, given WHERE known IS NULL
      RETURNING seq, run_id, type, step, at, level, message, data
    ), told_events AS (
      SELECT * FROM added
      UNION ALL
      SELECT e.* FROM told, given, LATERAL (
        SELECT seq, run_id, type, step, at, level, message, data FROM events
        WHERE run_id = told.run_id AND seq = given.known OFFSET 0
      ) e
    )`

/** The events of a run after number `since`, at most `limit`, in order. */
export async function listEvents(sql: Sql, runId: string, since = 0, limit = 1000): Promise<RunEvent[]> {
  return await sql<RunEvent>`
    SELECT seq, run_id, type, step, at, level, message, data FROM events
    WHERE run_id = ${runId} AND seq > ${since} ORDER BY seq LIMIT ${limit}`.fetch()
}

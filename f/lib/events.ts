import type { Clock } from './clock.ts'
import { toErrorRecord } from './errors.ts'
import type { Hub, HubMessage } from './hub.ts'
import { appendEvents, type EventLevel, type NewEvent, type RunEvent, type Sql } from './store/index.ts'

/** A run, and who follows it on the hub. */
export interface Run {
  run_id: string
  user_id: string
  session_id: string
}

/** An event as it is reported; `key` is its own in its run: the same key again changes nothing. */
export interface Report {
  key: string
  type: string
  /** For a person to read, one line. */
  message: string
  step?: string
  level?: EventLevel
  data?: Record<string, unknown>
}

/** Reports events of one run. Answers them as they stand in the table. */
export type Reporter = (...reports: Report[]) => Promise<RunEvent[]>

/** The hub takes no larger messages; a reader finds the whole event in the table. */
const MAX_PUSHED_BYTES = 100_000

/**
 * What reports the events of `run`: they are written to the table, then pushed to the hub as messages of their type
 * whose payload is the event. A hub that does not take one is no failure of the run: it is logged, and the table has it.
 */
export function createReporter({ sql, hub, clock }: { sql: Sql; hub: Hub; clock: Clock }, run: Run): Reporter {
  return async (...reports) => {
    const events = await appendEvents(sql, run.run_id, newEvents(reports, new Date(clock.now()).toISOString()))
    await pushEvents(hub, run, events)
    return events
  }
}

/** Reports as events to add; `at` is RFC 3339. */
export const newEvents = (reports: Report[], at: string): NewEvent[] =>
  reports.map(({ key, type, message, step = null, level = 'info', data = {} }) => ({
    ...{ key, type, step, at, level, message, data },
  }))

/** Pushes events of a run that stand in the table to the hub, in order. */
export async function pushEvents(hub: Hub, run: Run, events: RunEvent[]): Promise<void> {
  if (events.length === 0) return
  try {
    await hub.publishAll(events.map((event) => messageOf(run, event)))
  } catch (error) {
    const numbers = events.map(({ seq }) => seq).join(', ')
    console.warn(`Events of ${run.run_id} were not all pushed (${numbers}): ${toErrorRecord(error).message}`)
  }
}

function messageOf({ user_id, session_id }: Run, event: RunEvent): HubMessage {
  const size = Buffer.byteLength(JSON.stringify(event))
  const payload = size > MAX_PUSHED_BYTES ? { ...event, data: { omitted: true, size } } : event
  const { type, run_id, seq } = event
  return { type, user_id, session_id, payload, timestamp: Date.parse(event.at), id: `${run_id}/${seq}` }
}

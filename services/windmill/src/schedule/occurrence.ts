import { Cron } from 'croner'
import { badRequest } from '../shared/errors.ts'

/** When a schedule fires: a cron expression of six fields, seconds first, read in a time zone (`Europe/Prague`). */
export interface Timing {
  schedule: string
  timezone: string
}

/**
 * The next time that a schedule fires after `after`, in milliseconds; undefined when it never does. An hour that
 * daylight saving skips fires at its end; an hour that comes twice fires once.
 */
export function nextOccurrence({ schedule, timezone }: Timing, after: number): number | undefined {
  return parse(schedule, timezone).nextRun(new Date(after))?.getTime()
}

/** The next `count` times after `after`, in milliseconds. */
export function nextOccurrences({ schedule, timezone }: Timing, after: number, count: number): number[] {
  return parse(schedule, timezone)
    .nextRuns(count, new Date(after))
    .map((date) => date.getTime())
}

/** Throws a 400 that says what is wrong with an expression or a time zone. */
export function checkTiming({ schedule, timezone }: Timing): void {
  if (schedule.trim().split(/\s+/).length < 6) {
    throw badRequest(
      `Invalid cron expression "${schedule}": six fields are needed, seconds first. Did you mean "0 ${schedule.trim()}"?`,
    )
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    throw badRequest(`Invalid time zone "${timezone}". Give one of the IANA names, such as Europe/Prague or UTC.`)
  }
  parse(schedule, timezone)
}

function parse(schedule: string, timezone: string): Cron {
  try {
    return new Cron(schedule, { timezone, paused: true, mode: '6-or-7-parts' })
  } catch (error) {
    throw badRequest(`Invalid cron expression "${schedule}": ${(error as Error).message}`)
  }
}

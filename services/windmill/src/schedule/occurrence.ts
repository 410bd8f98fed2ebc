import { Cron } from 'croner'
import { badRequest } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'

/** When a schedule fires: a cron expression of six fields, seconds first, read in a time zone (`Europe/Prague`). */
export interface Timing {
  schedule: string
  timezone: string
  /**
   * `v1` is how schedules were read before: days of the week count from 1, which is Sunday, and a day has to fit both
   * its fields, where now it has to fit one of them if both are given.
   */
  cron_version?: Json
}

/**
 * The next time that a schedule fires after `after`, in milliseconds; undefined when it never does. An hour that
 * daylight saving skips fires at its end; an hour that comes twice fires once.
 */
export function nextOccurrence(timing: Timing, after: number): number | undefined {
  return parse(timing).nextRun(new Date(after))?.getTime()
}

/** The next `count` times after `after`, in milliseconds. */
export function nextOccurrences(timing: Timing, after: number, count: number): number[] {
  return parse(timing)
    .nextRuns(count, new Date(after))
    .map((date) => date.getTime())
}

/** Throws a 400 that says what is wrong with an expression or a time zone. */
export function checkTiming(timing: Timing): void {
  const { schedule, timezone } = timing
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
  parse(timing)
}

function parse({ schedule, timezone, cron_version }: Timing): Cron {
  const isOld = cron_version === 'v1'
  try {
    const pattern = isOld ? fromOld(schedule) : schedule
    return new Cron(pattern, { timezone, paused: true, mode: '6-or-7-parts', domAndDow: isOld })
  } catch (error) {
    throw badRequest(`Invalid cron expression "${schedule}": ${(error as Error).message}`)
  }
}

/** An expression of `v1` as one of today: its days of the week are counted from 0, and any value is `*`. */
function fromOld(schedule: string): string {
  const fields = schedule.trim().split(/\s+/)
  const days = fields[5]?.split(',').map((part) => {
    const [range, ...step] = part.split('/')
    return [range!.replace(/\d+/g, (day) => String(Number(day) - 1)), ...step].join('/')
  })
  return fields
    .with(5, days?.join(',') ?? '')
    .join(' ')
    .replaceAll('?', '*')
}

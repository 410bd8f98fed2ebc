import { z } from 'zod'
import { badInput } from './bad_input.ts'

/** Whole days in a time zone. */
export interface Days {
  /** The first and the last one: 2026-11-16. */
  from_day: string
  to_day: string
  timezone: string
  /** The same as times (RFC 3339); `to` is not included. */
  from: string
  to: string
}

/** Days as arguments bring them. */
export interface GivenDays {
  from_day: string | null
  to_day: string | null
  timezone: string | null
}

const DAY_MS = 86_400_000
/** A week, when nothing is said. */
const DEFAULT_DAYS = 7
const MOST_DAYS = 3_660

/** The days that arguments name; a week up to today, unless they do. `now` in milliseconds. Throws CodedError `BAD_INPUT`. */
export function readDays({ from_day, to_day, timezone }: GivenDays, now: number): Days {
  const zone = checkTimezone(timezone || 'UTC')
  const last = to_day ? checkDay('to_day', to_day) : dayOf(now, zone)
  const first = from_day ? checkDay('from_day', from_day) : addDays(last, 1 - DEFAULT_DAYS)
  if (first > last) throw badInput(`from_day (${first}) comes after to_day (${last}).`)
  if (addDays(first, MOST_DAYS) < last) throw badInput(`From ${first} to ${last} is more than ${MOST_DAYS} days.`)
  const times = { from: startOfDay(first, zone), to: startOfDay(addDays(last, 1), zone) }
  return { from_day: first, to_day: last, timezone: zone, ...times }
}

/** The day that it is at a time (milliseconds) in a time zone. */
export function dayOf(time: number, timezone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(time)
}

/** The day that comes so many days after another; before it, when negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** When a day begins (RFC 3339): at midnight, or at one o'clock where the clocks skip midnight. */
export function startOfDay(day: string, timezone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const candidates = [-DAY_MS, DAY_MS].map((around) => midnight - offsetAt(midnight + around, timezone))
  const start = candidates.sort((a, b) => a - b).find((time) => dayOf(time, timezone) === day)
  return new Date(start ?? candidates[1]!).toISOString()
}

/** How far the clocks of a time zone are ahead of UTC, in milliseconds. */
function offsetAt(time: number, timezone: string): number {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
  return Date.parse(`${local.format(time).replace(' ', 'T')}Z`) - time
}

function checkDay(name: string, text: string): string {
  if (z.iso.date().safeParse(text).success) return text
  throw badInput(`${name} must be a day such as 2026-11-16, not "${text}".`)
}

/** A time zone that there is. Throws CodedError `BAD_INPUT`. */
export function checkTimezone(timezone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
    return timezone
  } catch {
    throw badInput(`timezone must be one such as Europe/Prague or UTC, not "${timezone}".`)
  }
}

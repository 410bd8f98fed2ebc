/** Whole days, both included: 2026-11-16. */
export interface Days {
  from: string
  to: string
}

/** A time of the place where the user is, as a prompt tells it. */
export interface ToldTime {
  day: string
  /** What times of that place end with: `+01:00`, or `Z`. */
  offset: string
  /** Milliseconds since the epoch. */
  at: number
}

const DAY_MS = 86_400_000
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const TOLD = /\(?\bIt is \w+,? \d{4}-\d{2}-\d{2}[^()\n]*\((\d{4}-\d{2}-\d{2})T[\d:.]+(Z|[+-]\d{2}:\d{2})\)\.?\)?/

const TOLD_LAST = new RegExp(`\\s*${TOLD.source}`)

/** The time that a text tells as "It is Saturday 2026-11-21, 15:22 in Europe/Prague (2026-11-21T15:22:00+01:00)". */
export function toldTime(text: string): ToldTime | undefined {
  const found = TOLD.exec(text)
  if (!found) return undefined
  const [told, day, offset] = found
  return { day: day!, offset: offset!, at: Date.parse(/\((\d[^)]*)\)/.exec(told)![1]!) }
}

/** The text without the sentence that tells the time. */
export const withoutTime = (text: string): string => text.replace(TOLD_LAST, '')

/** Words that name days by the day that it is. */
const RELATIVE = /\b(?:today|yesterday|tomorrow|(?:last|past|this) (?:\d+ )?(?:day|week|month)s?)\b/i

/**
 * The days that a text is about, by the day that it is: "last week" is Monday to Sunday before this week's. Undefined
 * when it names none; `unknown` when it names them by a day that nobody told.
 */
export function daysIn(text: string, today: string | undefined): Days | 'unknown' | undefined {
  const written = text.match(/\b\d{4}-\d{2}-\d{2}\b/g)
  if (written) return { from: written[0], to: written.at(-1)! }
  if (!RELATIVE.test(text)) return undefined
  if (!today) return 'unknown'
  const said = (pattern: RegExp) => pattern.test(text)
  const monday = addDays(today, -((weekday(today) + 6) % 7))
  const firstOfMonth = `${today.slice(0, 8)}01`
  const [, count, unit] = /\b(?:last|past) (\d+) (day|week|month)s?\b/i.exec(text) ?? []
  if (count) {
    const days = Number(count) * ({ day: 1, week: 7, month: 30 }[unit!.toLowerCase()] ?? 1)
    return { from: addDays(today, 1 - days), to: today }
  }
  if (said(/\b(?:last|past) week\b/i)) return { from: addDays(monday, -7), to: addDays(monday, -1) }
  if (said(/\bthis week\b/i)) return { from: monday, to: today }
  if (said(/\b(?:last|past) month\b/i)) {
    const end = addDays(firstOfMonth, -1)
    return { from: `${end.slice(0, 8)}01`, to: end }
  }
  if (said(/\bthis month\b/i)) return { from: firstOfMonth, to: today }
  if (said(/\byesterday\b/i)) return { from: addDays(today, -1), to: addDays(today, -1) }
  return { from: today, to: today }
}

/**
 * The time that a text names: "tomorrow 9:00", "on Monday at 9 am", "in 2 hours", or one written with its offset.
 * Undefined when it names none, or names it by a time that nobody told.
 */
export function timeIn(text: string, now: ToldTime | undefined): string | undefined {
  const written = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})/.exec(text)?.[0]
  if (written) return written.replace(/T(\d{2}:\d{2})(?=Z|[+-])/, 'T$1:00')
  if (!now) return undefined
  const [, count, unit] = /\bin (\d+) (minute|hour|day)s?\b/i.exec(text) ?? []
  if (count) {
    const later = now.at + Number(count) * { minute: 60_000, hour: 3_600_000, day: DAY_MS }[unit!.toLowerCase()]!
    return new Date(later).toISOString().replace('.000', '')
  }
  const clock = clockIn(text)
  const day = dayIn(text, now.day)
  return clock && day ? `${day}T${clock}:00${now.offset}` : undefined
}

/** The words that `timeIn` and `daysIn` read, with what stands before them. */
export const TIME_WORDS =
  /\s+(?:(?:for|on|at|by)\s+)?(?:(?:tomorrow|today|next week|(?:next |on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|in \d+ (?:minute|hour|day)).*$/i

function clockIn(text: string): string | undefined {
  const [, hours, minutes, half] = /\b(\d{1,2}):(\d{2})\s*(am|pm)?\b/i.exec(text) ?? []
  const [, bare, bareHalf] = /(?:\bat\s+)?\b(\d{1,2})\s*(am|pm)\b/i.exec(text) ?? []
  const [, at] = /\bat\s+(\d{1,2})\b(?!:)/i.exec(text) ?? []
  const hour = Number(hours ?? bare ?? at)
  const part = (half ?? bareHalf)?.toLowerCase()
  if (Number.isNaN(hour) || hour > 23 || Number(minutes ?? 0) > 59) return undefined
  const whole = part === 'pm' && hour < 12 ? hour + 12 : part === 'am' && hour === 12 ? 0 : hour
  return `${String(whole).padStart(2, '0')}:${minutes ?? '00'}`
}

function dayIn(text: string, today: string): string | undefined {
  const written = /\b\d{4}-\d{2}-\d{2}\b/.exec(text)?.[0]
  if (written) return written
  if (/\btomorrow\b/i.test(text)) return addDays(today, 1)
  const name = WEEKDAYS.findIndex((each) => new RegExp(`\\b${each}\\b`, 'i').test(text))
  if (name >= 0) return addDays(today, ((name - weekday(today) + 6) % 7) + 1)
  return /\b(?:today|tonight)\b/i.test(text) ? today : undefined
}

const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()

const addDays = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** PostgreSQL's text of times (DateStyle ISO), rewritten as Windmill writes them. */

/** A fraction of a second in groups of three digits, as Windmill writes it; nothing for none. */
function fraction(digits: string | undefined): string {
  const significant = (digits ?? '').replace(/0+$/, '')
  return significant === '' ? '' : `.${significant.padEnd(Math.ceil(significant.length / 3) * 3, '0')}`
}

const DATE_TIME = /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)?$/

/**
 * `2026-01-02 05:04:05.5+02` becomes `2026-01-02T03:04:05.500+00:00` (RFC 3339, UTC); without a zone it becomes
 * `2026-01-02T05:04:05.500`. `infinity` and years BC stay as they are.
 */
export function dateTimeText(text: string): string {
  const found = DATE_TIME.exec(text)
  if (!found) return text
  const [, year, month, day, hour, minute, second, digits, sign, hours, minutes, seconds] = found
  if (sign === undefined) return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction(digits)}`
  const offset = (Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * (sign === '-' ? -1 : 1)
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return `${new Date(local - offset * 1000).toISOString().slice(0, -5)}${fraction(digits)}+00:00`
}

/** `03:04:05.5` becomes `03:04:05.500`. */
export function timeText(text: string): string {
  const [clock, digits] = text.split('.')
  return clock + fraction(digits)
}

/** `03:04:05+02` becomes `01:04:05+00:00`. */
export function timeZoneText(text: string): string {
  const at = text.search(/[+-]/)
  const time = dateTimeText(`2000-01-02 ${text.slice(0, at)}${text.slice(at)}`)
  return time.slice(time.indexOf('T') + 1)
}

const UNITS: Record<string, { months?: number; days?: number }> = {
  year: { months: 12 },
  mon: { months: 1 },
  day: { days: 1 },
}

/** `1 year 2 mons 3 days 04:05:06` becomes `14 months 3 days 14706000000 ms`: microseconds, called ms by Windmill. */
export function intervalText(text: string): string {
  let months = 0
  let days = 0
  for (const [, count, unit] of text.matchAll(/([+-]?\d+) (year|mon|day)s?/g)) {
    months += Number(count) * (UNITS[unit!]!.months ?? 0)
    days += Number(count) * (UNITS[unit!]!.days ?? 0)
  }
  const clock = /([+-])?(\d+):(\d\d):(\d\d)(?:\.(\d+))?$/.exec(text)
  const seconds = clock ? Number(clock[2]) * 3600 + Number(clock[3]) * 60 + Number(clock[4]) : 0
  const micros = (seconds * 1e6 + Number((clock?.[5] ?? '').padEnd(6, '0'))) * (clock?.[1] === '-' ? -1 : 1)
  return `${months} months ${days} days ${micros} ms`
}

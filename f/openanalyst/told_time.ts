import * as wmill from 'windmill-client'
import { ownSpace } from '../lib/windmill/index.ts'
import { checkTimezone } from './days.ts'

/**
 * The time as a model is told it, so that "tomorrow 9:00" means something to it: "It is Saturday 2026-11-21, 15:22 in
 * Europe/Prague (2026-11-21T15:22:00+01:00)." `now` in milliseconds.
 */
export function toldTime(now: number, timezone: string): string {
  const local = (options: Intl.DateTimeFormatOptions, locale = 'sv-SE') =>
    new Intl.DateTimeFormat(locale, { timeZone: timezone, ...options }).format(now)
  const offset = local({ timeZoneName: 'longOffset' }, 'en').split('GMT')[1] || '+00:00'
  const [day, time] = [local({ dateStyle: 'short' }), local({ timeStyle: 'medium' })]
  const weekday = local({ weekday: 'long' }, 'en')
  return `It is ${weekday} ${day}, ${time.slice(0, 5)} in ${timezone} (${day}T${time}${offset}).`
}

/** A task with the time that it is. `now` in milliseconds. */
export const withTime = (task: string, now: number, timezone: string): string =>
  `${task}\n\n(${toldTime(now, timezone)})`

/** The time zone in the user's settings, which onboarding makes; UTC where there are none. */
export async function ownTimezone(): Promise<string> {
  try {
    const { timezone } = (await wmill.getResource(`${ownSpace()}/openanalyst_config`)) as { timezone?: string | null }
    return checkTimezone(timezone || 'UTC')
  } catch {
    return 'UTC'
  }
}

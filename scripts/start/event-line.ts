import type { HubEvent } from './session.ts'

/** Characters of an event that a line of it shows; the answer is printed whole at the end. */
const LONGEST = 200

/**
 * An event as one line that a person can follow, at the time of their own clock; undefined for one that says nothing to a
 * person.
 */
export function eventLine(event: HubEvent): string | undefined {
  const payload = (event.payload ?? {}) as { message?: unknown; status?: unknown }
  const said = payload.message ?? payload.status
  if (said === undefined) return undefined
  const text = String(said).replace(/\s+/g, ' ').trim()
  return `${clock(new Date(event.timestamp ?? 0))}  ${event.type.toLowerCase().replaceAll('_', ' ').padEnd(18)} ${shortened(text)}`
}

const clock = (time: Date): string =>
  [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')

const shortened = (text: string): string => {
  const characters = [...text]
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join('')}…`
}

import type { HubEvent } from './session.ts'

/** An event as a line that a person can follow; undefined for one that says nothing to a person. */
export function eventLine(event: HubEvent): string | undefined {
  const payload = (event.payload ?? {}) as { message?: unknown; status?: unknown }
  const text = payload.message ?? payload.status
  if (text === undefined) return undefined
  const time = new Date(event.timestamp ?? 0).toISOString().slice(11, 19)
  return `${time}  ${event.type.toLowerCase().replaceAll('_', ' ').padEnd(15)} ${text}`
}

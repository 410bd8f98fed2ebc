import { html } from 'hono/html'
import type { Html } from './layout.ts'

const UNITS: [name: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

/** A time as how long ago it was; the exact one, in UTC, is its title (`assets/page.js` makes it the reader's own). */
export function when(iso: string, now: number): Html {
  return html`<time datetime="${iso}" title="${iso}">${ago(Date.parse(iso) - now)}</time>`
}

function ago(difference: number): string {
  const [unit, ms] = UNITS.find(([, size]) => Math.abs(difference) >= size) ?? ['second', 1000]
  return relative.format(Math.round(difference / ms), unit)
}

/** A time span for people: `85 ms`, `2.4 s`, `3 min 5 s`, `2 h 10 min`. */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

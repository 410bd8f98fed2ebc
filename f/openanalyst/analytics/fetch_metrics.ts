import { realClock } from '../../lib/clock.ts'
import { dataTable } from '../../lib/store/index.ts'
import { readDays } from '../days.ts'
import { DEFAULT_API, openSocialApi } from '../social/api/index.ts'
import { keepMetrics } from '../store/metrics.ts'

/** What was fetched. */
export interface FetchedMetrics {
  source: string
  from_day: string
  to_day: string
  /** How many numbers there are of each metric. */
  points: Record<string, number>
  /** How many of them are new, or other than before. */
  changed: number
}

/**
 * Fetches metrics of a source and keeps them; fetching again replaces what was kept for the same times. Throws CodedError
 * `BAD_INPUT`, `SOCIAL_…`.
 */
export async function main(
  source: string | null = null,
  metrics: string[] | null = null,
  from_day: string | null = null,
  to_day: string | null = null,
  timezone: string | null = null,
): Promise<FetchedMetrics> {
  const path = source || DEFAULT_API
  const now = realClock.now()
  const days = readDays({ from_day, to_day, timezone }, now)
  const api = await openSocialApi(path)
  const points = await api.metrics({ metrics: metrics ?? [], from: days.from, to: days.to })
  const changed = await keepMetrics(dataTable(), path, points, new Date(now).toISOString())
  const counts: Record<string, number> = {}
  for (const { metric } of points) counts[metric] = (counts[metric] ?? 0) + 1
  return { source: path, from_day: days.from_day, to_day: days.to_day, points: counts, changed }
}

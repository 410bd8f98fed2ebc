import { realClock } from '../../lib/clock.ts'
import { dataTable } from '../../lib/store/index.ts'
import { type AggregatedData, aggregate } from './series.ts'

/**
 * Puts kept metrics together by day or week: sum, average, extremes and growth, for each source and for all sources.
 * Throws CodedError `BAD_INPUT`.
 */
export async function main(
  metrics: string[] | null = null,
  sources: string[] | null = null,
  from_day: string | null = null,
  to_day: string | null = null,
  by: string | null = null,
  timezone: string | null = null,
): Promise<AggregatedData> {
  return await aggregate(dataTable(), { metrics, sources, from_day, to_day, by, timezone }, realClock.now())
}

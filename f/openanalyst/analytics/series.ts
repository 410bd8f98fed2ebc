import type { Sql } from '../../lib/store/index.ts'
import { badInput } from '../bad_input.ts'
import { type Days, type GivenDays, readDays } from '../days.ts'
import { type AggregateRow, aggregateMetrics } from '../store/aggregate_metrics.ts'

/** What numbers come to. */
export interface Totals {
  sum: number
  avg: number
  min: number
  max: number
  /** How many numbers there are. */
  count: number
  /** 0.1 is 10 % more. Null when there is nothing to compare with, or it was zero. */
  growth: number | null
}

/** A metric over time. */
export interface Series {
  metric: string
  /** Null for all sources together. */
  source: string | null
  /** By day or week, in order; `period` is the day on which it begins. `growth` is that since the period before. */
  periods: (Totals & { period: string })[]
  /** `growth` is that from the first period to the last. */
  total: Totals
}

export type AggregatedData = Days & { by: 'day' | 'week'; series: Series[] }

export interface AggregateRequest extends GivenDays {
  metrics: string[] | null
  sources: string[] | null
  by: string | null
}

/**
 * Numbers that are kept, put together by day or week, for each source and for all together. `now` in milliseconds. Throws
 * CodedError `BAD_INPUT`.
 */
export async function aggregate(sql: Sql, request: AggregateRequest, now: number): Promise<AggregatedData> {
  const days = readDays(request, now)
  const by = request.by || 'day'
  if (by !== 'day' && by !== 'week') throw badInput(`by must be day or week, not "${by}".`)
  const { from, to, timezone } = days
  const of = { metrics: request.metrics ?? [], sources: request.sources ?? [] }
  return { ...days, by, series: toSeries(await aggregateMetrics(sql, { ...of, from, to, timezone, by })) }
}

/** Rows of one metric and source after one another, as a series each. */
export function toSeries(rows: AggregateRow[]): Series[] {
  const series: Series[] = []
  for (const { metric, source, ...period } of rows) {
    const last = series.at(-1)
    if (last?.metric === metric && last.source === source) last.periods.push(period)
    else series.push({ metric, source, periods: [period], total: period })
  }
  return series.map((one) => ({ ...one, total: totalOf(one.periods) }))
}

function totalOf(periods: Totals[]): Totals {
  const sum = periods.reduce((total, period) => total + period.sum, 0)
  const count = periods.reduce((total, period) => total + period.count, 0)
  const [first, last] = [periods[0]!.sum, periods.at(-1)!.sum]
  return {
    sum,
    avg: sum / count,
    min: Math.min(...periods.map(({ min }) => min)),
    max: Math.max(...periods.map(({ max }) => max)),
    count,
    growth: periods.length > 1 && first !== 0 ? (last - first) / Math.abs(first) : null,
  }
}

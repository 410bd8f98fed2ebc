import type { Sql } from '../../lib/store/index.ts'

/** Which numbers are put together, and how. */
export interface AggregateQuery {
  /** All that there are, when empty. */
  metrics: string[]
  sources: string[]
  /** RFC 3339; `to` is not included. */
  from: string
  to: string
  by: 'day' | 'week'
  /** In which days and weeks begin, such as Europe/Prague. */
  timezone: string
}

/** The numbers of a metric in a day or a week, of one source or of all of them (null). */
export interface AggregateRow {
  metric: string
  source: string | null
  /** The day on which it begins: 2026-11-16. */
  period: string
  sum: number
  avg: number
  min: number
  max: number
  count: number
  /** How the sum has changed since the period before: 0.1 is 10 % more. Null when there is none, or it was zero. */
  growth: number | null
}

/** Sums, averages, extremes and growth by day or week: for each source, and for all sources together. In order of time. */
export async function aggregateMetrics(sql: Sql, query: AggregateQuery): Promise<AggregateRow[]> {
  const { metrics, sources, from, to, by, timezone } = query
  return await sql<AggregateRow>`
    WITH periods AS (
      SELECT metric, source, date_trunc(${by}, at AT TIME ZONE ${timezone}) AS period, sum(value) AS sum,
        avg(value) AS avg, min(value) AS min, max(value) AS max, count(*)::int AS count
      FROM metrics
      WHERE at >= ${from}::timestamptz AND at < ${to}::timestamptz
        AND (jsonb_array_length(${metrics}::jsonb) = 0
          OR metric IN (SELECT jsonb_array_elements_text(${metrics}::jsonb)))
        AND (jsonb_array_length(${sources}::jsonb) = 0
          OR source IN (SELECT jsonb_array_elements_text(${sources}::jsonb)))
      GROUP BY GROUPING SETS ((1, 2, 3), (1, 3))
    )
    SELECT metric, source, to_char(period, 'YYYY-MM-DD') AS period, sum, avg, min, max, count,
      CASE WHEN lag(period) OVER earlier = period - ('1 ' || ${by})::interval
        THEN (sum - lag(sum) OVER earlier) / nullif(abs(lag(sum) OVER earlier), 0) END AS growth
    FROM periods
    WINDOW earlier AS (PARTITION BY metric, source ORDER BY period)
    ORDER BY metric, source NULLS FIRST, period`.fetch()
}

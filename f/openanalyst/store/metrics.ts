import type { Sql } from '../../lib/store/index.ts'

/** A number that a source gave for a time (RFC 3339). */
export interface MetricPoint {
  metric: string
  at: string
  value: number
}

/**
 * Keeps points of a source. A point that stands there gets the new value; of two for the same time the last one counts.
 * Answers how many are new or have changed.
 */
export async function keepMetrics(sql: Sql, source: string, points: MetricPoint[], fetchedAt: string): Promise<number> {
  const rows = points.map((point, place) => ({ ...point, place }))
  const kept = await sql<{ n: number }>`
    WITH kept AS (
      INSERT INTO metrics AS m (source, metric, at, value, fetched_at)
      SELECT DISTINCT ON (metric, at) ${source}, metric, at, value, ${fetchedAt}::timestamptz
      FROM jsonb_to_recordset(${rows}::jsonb) AS g(place int, metric text, at timestamptz, value double precision)
      ORDER BY metric, at, place DESC
      ON CONFLICT (source, metric, at) DO UPDATE SET value = excluded.value, fetched_at = excluded.fetched_at
      WHERE m.value <> excluded.value
      RETURNING metric
    )
    SELECT count(*)::int AS n FROM kept`.fetchOne()
  return kept?.n ?? 0
}

import { beforeEach, describe, expect, test } from 'vitest'
import { main as aggregateData } from '../../../../f/openanalyst/analytics/aggregate_data.ts'
import { main as fetchMetrics } from '../../../../f/openanalyst/analytics/fetch_metrics.ts'
import { keepMetrics } from '../../../../f/openanalyst/store/metrics.ts'
import { API, useSocialBench } from '../social/kit.ts'

const bench = useSocialBench()

beforeEach(async () => {
  await bench.table.query('DELETE FROM metrics')
})

const point = (metric: string, day: string, value: number) => ({ metric, at: `${day}T12:00:00Z`, value })
const WEEK = ['2026-11-09', '2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13', '2026-11-14', '2026-11-15']
const keep = (source: string, points: ReturnType<typeof point>[]) =>
  keepMetrics(bench.sql, source, points, '2026-11-21T10:00:00Z')

describe('fetch_metrics', () => {
  const metrics = WEEK.flatMap((day, index) => [point('followers', day, 100 + index), point('visits', day, 10 * index)])

  test('reads every page of a source and keeps it', async () => {
    await bench.useSocialApi({ metrics, pageSize: 3 })
    expect(await fetchMetrics(null, null, '2026-11-09', '2026-11-15')).toEqual({
      ...{ source: API, from_day: '2026-11-09', to_day: '2026-11-15', changed: 14 },
      points: { followers: 7, visits: 7 },
    })
    expect(bench.social.requests).toHaveLength(5)
    expect(await bench.table.query('SELECT count(*)::int AS n FROM metrics')).toEqual([{ n: 14 }])
  })

  test('again keeps what has changed since', async () => {
    await bench.useSocialApi({ metrics })
    await fetchMetrics(null, null, '2026-11-09', '2026-11-15')
    expect(await fetchMetrics(null, null, '2026-11-09', '2026-11-15')).toMatchObject({ changed: 0 })
    await bench.useSocialApi({ metrics: [...metrics.slice(1), point('followers', '2026-11-09', 99)] })
    expect(await fetchMetrics(null, null, '2026-11-09', '2026-11-15')).toMatchObject({ changed: 1 })
    const kept = await bench.table.query("SELECT value FROM metrics WHERE metric = 'followers' ORDER BY at LIMIT 1")
    expect(kept).toEqual([{ value: 99 }])
  })

  test('asks for the metrics and days that are wanted', async () => {
    await bench.useSocialApi({ metrics })
    expect(await fetchMetrics(API, ['visits'], '2026-11-10', '2026-11-11', 'Europe/Prague')).toMatchObject({
      points: { visits: 2 },
    })
    expect(bench.social.requests[0]!.path).toBe(
      '/v1/metrics?from=2026-11-09T23%3A00%3A00.000Z&to=2026-11-11T23%3A00%3A00.000Z&metrics=visits',
    )
  })

  test('waits out a short fault, and tells a longer one with its code', async () => {
    await bench.useSocialApi({ metrics })
    bench.social.fail({ status: 503, retryAfter: '0' })
    expect(await fetchMetrics(null, null, '2026-11-09', '2026-11-15')).toMatchObject({ changed: 14 })
    bench.social.fail({ status: 429, retryAfter: '120' })
    await expect(fetchMetrics(null, null, '2026-11-09', '2026-11-15')).rejects.toMatchObject({
      ...{ code: 'SOCIAL_RATE_LIMITED', details: { api: API, status: 429, retry_after_ms: 120_000 } },
    })
  })

  test.each([
    ['a time that is none', { data: [{ metric: 'a', at: 'today', value: 1 }] }, 'data.0.at'],
    ['a value that is none', { data: [{ metric: 'a', at: '2026-11-09T00:00:00Z', value: 'x' }] }, 'data.0.value'],
    ['what is no JSON', '<html>', 'the answer'],
  ])('refuses an answer with %s', async (_, body, words) => {
    await bench.useSocialApi()
    bench.social.fail({ status: 200, body })
    await expect(fetchMetrics(null, null, '2026-11-09', '2026-11-15')).rejects.toMatchObject({
      ...{ code: 'SOCIAL_BAD_ANSWER', message: expect.stringContaining(words) },
    })
  })

  test('does not follow pages that never end', async () => {
    await bench.useSocialApi()
    bench.social.fail(...Array.from({ length: 100 }, () => ({ status: 200, body: { data: [], next_cursor: 'again' } })))
    await expect(fetchMetrics(null, null, '2026-11-09', '2026-11-15')).rejects.toMatchObject({
      ...{ code: 'SOCIAL_BAD_ANSWER', message: expect.stringContaining('more than 100 pages') },
    })
  })
})

describe('aggregate_data', () => {
  test('puts sources together by day, with growth', async () => {
    await keep('f/a', [point('visits', '2026-11-09', 10), point('visits', '2026-11-10', 15)])
    await keep('f/b', [
      point('visits', '2026-11-09', 30),
      { ...point('visits', '2026-11-09', 20), at: '2026-11-09T18:00:00Z' },
    ])
    const { series, ...about } = await aggregateData(null, null, '2026-11-09', '2026-11-15')
    expect(about).toMatchObject({ from_day: '2026-11-09', to_day: '2026-11-15', by: 'day', timezone: 'UTC' })
    expect(series).toEqual([
      {
        ...{ metric: 'visits', source: null },
        periods: [
          { period: '2026-11-09', sum: 60, avg: 20, min: 10, max: 30, count: 3, growth: null },
          { period: '2026-11-10', sum: 15, avg: 15, min: 15, max: 15, count: 1, growth: -0.75 },
        ],
        total: { sum: 75, avg: 18.75, min: 10, max: 30, count: 4, growth: -0.75 },
      },
      {
        ...{ metric: 'visits', source: 'f/a' },
        periods: [
          { period: '2026-11-09', sum: 10, avg: 10, min: 10, max: 10, count: 1, growth: null },
          { period: '2026-11-10', sum: 15, avg: 15, min: 15, max: 15, count: 1, growth: 0.5 },
        ],
        total: { sum: 25, avg: 12.5, min: 10, max: 15, count: 2, growth: 0.5 },
      },
      {
        ...{ metric: 'visits', source: 'f/b' },
        periods: [{ period: '2026-11-09', sum: 50, avg: 25, min: 20, max: 30, count: 2, growth: null }],
        total: { sum: 50, avg: 25, min: 20, max: 30, count: 2, growth: null },
      },
    ])
  })

  test('by week begins on Mondays', async () => {
    await keep('f/a', [
      point('visits', '2026-11-15', 10),
      point('visits', '2026-11-16', 20),
      point('visits', '2026-11-17', 1),
    ])
    const { series } = await aggregateData(null, null, '2026-11-09', '2026-11-22', 'week')
    expect(series[0]!.periods.map(({ period, sum, growth }) => [period, sum, growth])).toEqual([
      ['2026-11-09', 10, null],
      ['2026-11-16', 21, 1.1],
    ])
  })

  test('reads days in the time zone', async () => {
    await keep('f/a', [{ metric: 'visits', at: '2026-11-09T23:30:00Z', value: 1 }])
    const { series } = await aggregateData(null, null, '2026-11-10', '2026-11-10', null, 'Europe/Prague')
    expect(series[0]!.periods).toMatchObject([{ period: '2026-11-10', sum: 1 }])
  })

  test('compares with the day before only, and not with zero', async () => {
    await keep('f/a', [
      point('visits', '2026-11-09', 5),
      point('visits', '2026-11-11', 0),
      point('visits', '2026-11-12', 7),
    ])
    const { series } = await aggregateData(null, null, '2026-11-09', '2026-11-15')
    expect(series[0]!.periods.map(({ growth }) => growth)).toEqual([null, null, null])
  })

  test('takes the metrics and sources that are named', async () => {
    await keep('f/a', [point('visits', '2026-11-09', 1), point('likes', '2026-11-09', 2)])
    await keep('f/b', [point('visits', '2026-11-09', 4)])
    const { series } = await aggregateData(['visits'], ['f/b'], '2026-11-09', '2026-11-15')
    expect(series.map(({ metric, source, total }) => [metric, source, total.sum])).toEqual([
      ['visits', null, 4],
      ['visits', 'f/b', 4],
    ])
  })

  test('of nothing is nothing', async () => {
    expect((await aggregateData(null, null, '2026-11-09', '2026-11-15')).series).toEqual([])
  })

  test('refuses another period', async () => {
    await expect(aggregateData(null, null, null, null, 'month')).rejects.toMatchObject({
      ...{ code: 'BAD_INPUT', message: expect.stringContaining('day or week') },
    })
  })
})

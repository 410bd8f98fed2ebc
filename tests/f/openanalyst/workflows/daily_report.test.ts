import { beforeEach, describe, expect, test } from 'vitest'
import { main as fetchMetrics } from '../../../../f/openanalyst/analytics/fetch_metrics.ts'
import { type GeneratedReport, main as generateReport } from '../../../../f/openanalyst/analytics/generate_report.ts'
import { main as dailyReport } from '../../../../f/openanalyst/workflows/daily_report.ts'
import { planDailyReport } from '../../../../f/openanalyst/workflows/plan_daily_report.ts'
import { playWorkflow, type WorkflowCall } from '../../../helpers/play-workflow.ts'
import { API, useSocialBench } from '../social/kit.ts'

const OTHER = 'f/marketing/other_api'
const NOW = Date.parse('2026-11-21T23:30:00Z')

const bench = useSocialBench()

beforeEach(async () => {
  await bench.table.query('DELETE FROM metrics')
  await bench.useSocialApi({ metrics: [{ metric: 'visits', at: '2026-11-20T12:00:00Z', value: 7 }] })
  bench.door.on('GET', /^\/resources\/list$/, () => ({ json: [{ path: OTHER }, { path: API }] }))
  bench.door.resources.set(OTHER, bench.social.resource)
})

/** Runs what the workflow calls as Windmill does, but here. */
const answer = ({ path, args }: WorkflowCall): unknown => {
  const { source, metrics, from_day, to_day, timezone } = args as Record<string, never>
  if (path === 'f/openanalyst/analytics/fetch_metrics') return fetchMetrics(source, metrics, from_day, to_day, timezone)
  const { title, sources, by, notes, mail_to, session_id } = args as Record<string, never>
  return generateReport(title, metrics, sources, from_day, to_day, by, timezone, null, notes, mail_to, null, session_id)
}
const play = (day: string | null = '2026-11-20', sources: string[] | null = null) =>
  playWorkflow(() => dailyReport(sources, null, day, null, null, null, 's1'), { answer })

describe('daily_report', () => {
  test('fetches every source in a job of its own, and makes a report of them', async () => {
    const { result, calls } = await play()
    expect(calls.map(({ path, args }) => [path.split('/').at(-1), args.source])).toEqual([
      ['fetch_metrics', OTHER],
      ['fetch_metrics', API],
      ['generate_report', undefined],
    ])
    expect(result).toMatchObject({ title: 'Daily report, 2026-11-20', from_day: '2026-11-14', to_day: '2026-11-20' })
    expect((result as GeneratedReport).markdown).toContain('| **All** | 14 | 7 | 7 | 7 | – |')
    expect((result as GeneratedReport).markdown).not.toContain('To know')
  })

  test('tells in the report which source could not be fetched', async () => {
    bench.door.resources.set(OTHER, { ...bench.social.resource, token: 'wrong' })
    const { result } = await play()
    const { markdown } = result as GeneratedReport
    expect(markdown).toContain(
      '- f/marketing/other\\_api could not be fetched: f/marketing/other\\_api does not let us',
    )
    expect(markdown).toContain('| **All** | 7 |')
  })

  test('takes the sources that are named', async () => {
    expect((await play('2026-11-20', [API])).calls.map(({ args }) => args.source)).toEqual([API, undefined])
  })

  test('fails when there is nothing to report of', async () => {
    bench.door.on('GET', /^\/resources\/list$/, () => ({ json: [] }))
    expect((await play()).error).toMatchObject({ code: 'NO_SOURCES', message: expect.stringContaining('social_api') })
  })

  test.each([
    ['UTC', '2026-11-20'],
    ['Europe/Prague', '2026-11-21'],
  ])('is of yesterday in %s', async (timezone, day) => {
    const plan = await planDailyReport({ sources: [API], day: null, timezone }, NOW)
    expect(plan).toMatchObject({ to_day: day, timezone })
  })
})

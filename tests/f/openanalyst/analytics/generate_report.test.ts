import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main as generateReport } from '../../../../f/openanalyst/analytics/generate_report.ts'
import { keepMetrics } from '../../../../f/openanalyst/store/metrics.ts'
import { getReport } from '../../../../f/openanalyst/store/reports.ts'
import { startMailServer, type TestMailServer } from '../../../helpers/mail-server.ts'
import { useSocialBench } from '../social/kit.ts'

const bench = useSocialBench()
let mail: TestMailServer | undefined

beforeEach(async () => {
  await bench.table.query('DELETE FROM metrics')
  await bench.table.query('DELETE FROM reports')
  await keep()
})
afterEach(async () => {
  await mail?.stop()
  mail = undefined
})

/** Two sources and two metrics in a week; one source has a day without numbers. */
async function keep() {
  const points = (metric: string, values: (number | null)[]) =>
    values.flatMap((value, index) =>
      value === null ? [] : [{ metric, at: `2026-11-${String(9 + index).padStart(2, '0')}T12:00:00Z`, value }],
    )
  const fetched = '2026-11-21T10:00:00Z'
  const company = [
    ...points('followers', [1200, 1210, 1224, 1224, 1231, 1250, 1262]),
    ...points('visits', [80, 95, 70, 110, 130, 40, 35.5]),
  ]
  await keepMetrics(bench.sql, 'f/marketing/company', company, fetched)
  const shop = points('visits', [12, 20, null, 31, 28, 50, 61])
  await keepMetrics(bench.sql, 'f/marketing/shop_<b>|_x', shop, fetched)
}

/** The arguments that tests differ in. */
const report = (
  given: { title?: string; notes?: string[]; mail_to?: string[]; measure?: string; from_day?: string } = {},
) =>
  generateReport(
    ...([given.title ?? 'The week', null, null, given.from_day ?? '2026-11-09', '2026-11-15'] as const),
    ...([null, null, given.measure ?? null, given.notes ?? null, given.mail_to ?? null, null, 's1'] as const),
  )

async function withMailServer(options: Parameters<typeof startMailServer>[0] = {}, resource: object = {}) {
  mail = await startMailServer(options)
  bench.door.resources.set('f/openanalyst/mail_server', { ...mail.resource, ...resource })
  return mail
}

/** Holds a text against a file in golden/; `UPDATE_GOLDEN=1` writes it. */
function expectGolden(name: string, text: string) {
  const file = new URL(`golden/${name}`, import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, text)
  expect(existsSync(file)).toBe(true)
  expect(text).toBe(readFileSync(file, 'utf8'))
}

describe('generate_report', () => {
  test('writes Markdown and draws a chart', async () => {
    const { markdown, chart } = await report({ notes: ['f/marketing/blog could not be fetched (SOCIAL_UNAVAILABLE).'] })
    expectGolden('report.md', markdown)
    expectGolden('chart.svg', chart)
  })

  test('keeps it and shows it to the pages of its user', async () => {
    const { report_id, markdown, chart } = await report({ title: 'Kept' })
    expect(await getReport(bench.sql, 'ada', report_id)).toMatchObject({
      ...{ title: 'Kept', session_id: 's1', markdown, chart, mailed_to: [] },
      data: { from_day: '2026-11-09', to_day: '2026-11-15', by: 'day' },
    })
    expect(await getReport(bench.sql, 'bob', report_id)).toBeNull()
    expect(await bench.events(report_id)).toMatchObject([
      { type: 'REPORT_READY', message: 'Kept', data: { report_id, markdown, chart } },
    ])
  })

  test('made again takes the place of the one before; only other numbers are shown again', async () => {
    const { report_id } = await report({ title: 'Again' })
    expect((await report({ title: 'Again' })).report_id).toBe(report_id)
    expect(await bench.events(report_id)).toHaveLength(1)
    const late = [{ metric: 'visits', at: '2026-11-15T20:00:00Z', value: 1000 }]
    await keepMetrics(bench.sql, 'f/marketing/shop', late, '2026-11-21T10:00:00Z')
    const { markdown } = await report({ title: 'Again' })
    expect(await bench.events(report_id)).toHaveLength(2)
    expect(await getReport(bench.sql, 'ada', report_id)).toMatchObject({ markdown })
    expect(await bench.table.query('SELECT count(*)::int AS n FROM reports')).toEqual([{ n: 1 }])
  })

  test('shows averages when told to', async () => {
    const { chart } = await report({ measure: 'avg' })
    expect(chart).toContain('all sources, 2026-11-09: 46<')
    await expect(report({ measure: 'median' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  test('says so when there are no numbers', async () => {
    await bench.table.query('DELETE FROM metrics')
    const { markdown, chart } = await report()
    expect(markdown).toContain('There are no numbers for this time.')
    expect(chart).toContain('There are no numbers.')
  })

  test('lets no title break out of the chart', async () => {
    const { chart, markdown } = await report({ title: '<script>"&' })
    expect(chart).toContain('<title id="chart-')
    expect(chart).toContain('&lt;script&gt;&quot;&amp;, 2026-11-09 to 2026-11-15</title>')
    expect(chart).not.toContain('<script>')
    expect(markdown).toContain('# \\<script\\>"&')
  })
})

describe('a report by mail', () => {
  test('comes with its chart, once to each', async () => {
    const { mails } = await withMailServer()
    expect((await report({ mail_to: ['ada@example.com'] })).mailed_to).toEqual(['ada@example.com'])
    expect(mails).toMatchObject([{ from: 'millwright@example.com', to: ['ada@example.com'] }])
    expect(mails[0]!.raw).toContain('Subject: The week')
    expect(mails[0]!.raw).toContain('filename=chart.svg')
    const again = await report({ mail_to: ['ada@example.com', 'bob@example.com'] })
    expect(again.mailed_to).toEqual(['bob@example.com'])
    expect(mails.map(({ to }) => to)).toEqual([['ada@example.com'], ['bob@example.com']])
  })

  test('has the same Message-ID when it is sent again after a crash', async () => {
    const { mails } = await withMailServer()
    const { report_id } = await report({ mail_to: ['ada@example.com'] })
    await bench.table.query(`UPDATE reports SET mailed_to = '{}' WHERE id = '${report_id}'`)
    await report({ mail_to: ['ada@example.com'] })
    const ids = mails.map(({ raw }) => /^Message-ID: (.+)$/im.exec(raw)?.[1])
    expect(ids).toHaveLength(2)
    expect(ids[0]).toBe(ids[1])
  })

  test('is sent with a login, and takes a resource of Windmill’s type smtp', async () => {
    const { mails } = await withMailServer(
      { password: 'a-secret' },
      { user: 'ada@example.com', password: 'a-secret', from: undefined },
    )
    await report({ mail_to: ['bob@example.com'] })
    expect(mails).toMatchObject([{ from: 'ada@example.com', to: ['bob@example.com'] }])
  })

  test('that is not let in fails with a code, without the password; the report is kept', async () => {
    await withMailServer({ password: 'a-secret' }, { user: 'ada@example.com', password: 'a-wrong-one' })
    const refused = await report({ mail_to: ['bob@example.com'] }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'MAIL_REFUSED', details: { host: '127.0.0.1', reason: 'EAUTH' } })
    expect(JSON.stringify([refused.message, refused.details])).not.toContain('a-wrong-one')
    expect(await bench.table.query('SELECT count(*)::int AS n FROM reports')).toEqual([{ n: 1 }])
  })

  test('tells whom the server does not take, and sends to the others', async () => {
    const { mails } = await withMailServer({ refused: ['nobody@example.com'] })
    const to = ['ada@example.com', 'nobody@example.com']
    await expect(report({ mail_to: to })).rejects.toMatchObject({
      ...{ code: 'MAIL_REFUSED', details: { missed: ['nobody@example.com'], sent: ['ada@example.com'] } },
    })
    expect(mails).toHaveLength(1)
    expect((await report({ mail_to: ['ada@example.com'] })).mailed_to).toEqual([])
  })

  test('waits for a server that is not there', async () => {
    await (await withMailServer()).stop()
    mail = undefined
    await expect(report({ mail_to: ['ada@example.com'] })).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' })
  })

  test.each([
    ['no resource', undefined, 'it cannot be read'],
    ['a resource without a host', { port: 25 }, 'host'],
    ['a resource from nobody', { host: 'localhost' }, 'neither from nor user'],
  ])('tells of %s', async (_, resource, words) => {
    bench.door.resources.delete('f/openanalyst/mail_server')
    if (resource) bench.door.resources.set('f/openanalyst/mail_server', resource)
    await expect(report({ mail_to: ['ada@example.com'] })).rejects.toMatchObject({
      ...{ code: 'MAIL_NOT_CONFIGURED', message: expect.stringContaining(words) },
    })
  })

  test('refuses what is no address, before anything is made', async () => {
    await expect(report({ mail_to: ['ada'] })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    expect(await bench.table.query('SELECT count(*)::int AS n FROM reports')).toEqual([{ n: 0 }])
  })
})

import { realClock } from '../../lib/clock.ts'
import { deriveId } from '../../lib/ids.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { badInput } from '../bad_input.ts'
import { keepReport, type StoredReport } from '../store/reports.ts'
import { reporterOf } from '../task_run.ts'
import { checkRecipients, composeReport, mailReport } from './report/index.ts'
import { aggregate } from './series.ts'

/** A report, and who has got it by mail now. */
export interface GeneratedReport {
  report_id: string
  title: string
  from_day: string
  to_day: string
  /** Shows the chart as `chart.svg`. */
  markdown: string
  /** SVG. */
  chart: string
  mailed_to: string[]
}

/**
 * Makes a report of kept metrics, keeps it, sends it to the user's pages, and by mail to those who have not got it. The
 * same report again (same title, days, metrics and sources) takes the place of the one before. Throws CodedError
 * `BAD_INPUT`; `MAIL_…`, when all but the mail is done.
 */
export async function main(
  title: string | null = null,
  metrics: string[] | null = null,
  sources: string[] | null = null,
  from_day: string | null = null,
  to_day: string | null = null,
  by: string | null = null,
  timezone: string | null = null,
  measure: string | null = null,
  notes: string[] | null = null,
  mail_to: string[] | null = null,
  mail_server: string | null = null,
  session_id: string | null = null,
): Promise<GeneratedReport> {
  const recipients = checkRecipients(mail_to ?? [])
  const shown = measure || 'sum'
  if (shown !== 'sum' && shown !== 'avg') throw badInput(`measure must be sum or avg, not "${shown}".`)
  const [sql, user_id, now] = [dataTable(), jobUser(), realClock.now()]
  const data = await aggregate(sql, { metrics, sources, from_day, to_day, by, timezone }, now)
  const name = title || 'Metrics'
  const about = [name, data.from_day, data.to_day, data.by, data.timezone, shown]
  const id = deriveId('report', user_id, ...about, ...(metrics ?? []), '/', ...(sources ?? []))
  const content = composeReport({ id, title: name, notes: notes ?? [], measure: shown }, data)
  const made = { id, user_id, session_id: session_id || id, title: name, ...content, data: { ...data } }
  const report = await keepReport(sql, { ...made, made_at: new Date(now).toISOString() })
  await showReport(report)
  const sent = await mailReport(sql, report, recipients, mail_server)
  return { report_id: id, title: name, from_day: data.from_day, to_day: data.to_day, ...content, mailed_to: sent }
}

/** Sends a report to the pages of its user; the same content again is no second event. */
async function showReport({ id, user_id, session_id, title, markdown, chart }: StoredReport): Promise<void> {
  const key = `ready/${deriveId('content', markdown, chart)}`
  const event = { key, type: 'REPORT_READY', step: 'generate_report', message: title }
  await reporterOf({ run_id: id, user_id, session_id })({ ...event, data: { report_id: id, title, markdown, chart } })
}

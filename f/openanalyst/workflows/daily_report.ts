import { step, taskScript, workflow } from 'windmill-client'
import { realClock } from '../../lib/clock.ts'
import { CodedError, toErrorRecord } from '../../lib/errors.ts'
import type { GeneratedReport } from '../analytics/generate_report.ts'
import { isSuspension } from '../tools/outcome.ts'
import { type DailyReportPlan, planDailyReport } from './plan_daily_report.ts'

/*
 *   plan ──▶ fetch each source, all at once ──▶ make the report, keep it, send it
 *
 * This is workflow-as-code: each fetch and the report are jobs of their own, and all fetches are started in one go, with no
 * await between them. A source that cannot be fetched is told in the report, which has the numbers that are kept.
 */

/** Fetches metrics of a day and the six before it, and makes a report of them. */
export const main = workflow(
  async (
    sources: string[] | null = null,
    metrics: string[] | null = null,
    day: string | null = null,
    timezone: string | null = null,
    mail_to: string[] | null = null,
    mail_server: string | null = null,
    session_id: string | null = null,
  ): Promise<GeneratedReport> => {
    const given = { sources, day, timezone }
    const rest = { metrics, mail_to, mail_server, session_id }
    return await makeReport(given, rest).catch(withItsCode)
  },
)

/** What goes on to the jobs as it was given. */
interface Rest {
  metrics: string[] | null
  mail_to: string[] | null
  mail_server: string | null
  session_id: string | null
}

async function makeReport(given: Parameters<typeof planDailyReport>[0], rest: Rest): Promise<GeneratedReport> {
  const plan = await step('plan_report', () => planDailyReport(given, realClock.now()))
  const fetched = await Promise.all(plan.sources.map((source) => fetchSource(source, rest.metrics, plan)))
  const notes = fetched.filter((note) => note !== null)
  return await taskScript('f/openanalyst/analytics/generate_report')({ ...plan, ...rest, by: 'day', notes })
}

/** Fetches a source in a job of its own; what the report has to say when that fails. */
async function fetchSource(source: string, metrics: string[] | null, plan: DailyReportPlan): Promise<string | null> {
  const { from_day, to_day, timezone } = plan
  try {
    await taskScript('f/openanalyst/analytics/fetch_metrics')({ source, metrics, from_day, to_day, timezone })
    return null
  } catch (error) {
    if (isSuspension(error)) throw error
    return `${source} could not be fetched: ${toErrorRecord(error).message}`
  }
}

/** The error of a step or a job stands within another one; its code is what callers go by. */
function withItsCode(error: unknown): never {
  if (isSuspension(error)) throw error
  const { code, message, details } = toErrorRecord(error)
  throw new CodedError(code, message, details)
}

import { ResourceService } from 'windmill-client'
import { CodedError } from '../../lib/errors.ts'
import { addDays, checkTimezone, dayOf } from '../days.ts'

/** What a daily report is about: the week that ends with a day. */
export interface DailyReportPlan {
  title: string
  sources: string[]
  from_day: string
  to_day: string
  timezone: string
}

/** How many days before the last one are shown with it. */
const DAYS_BEFORE = 6

/**
 * The plan of a daily report: of yesterday unless a day is named, from all social APIs that the job's user may see unless
 * sources are. `now` in milliseconds. Throws CodedError `BAD_INPUT`, `NO_SOURCES`.
 */
export async function planDailyReport(
  { sources, day, timezone }: { sources: string[] | null; day: string | null; timezone: string | null },
  now: number,
): Promise<DailyReportPlan> {
  const zone = checkTimezone(timezone || 'UTC')
  const last = day || addDays(dayOf(now, zone), -1)
  const from = sources?.length ? sources : await visibleSources()
  if (from.length === 0)
    throw new CodedError(
      'NO_SOURCES',
      'There is nothing to report of: make a resource of type social_api, or name one.',
    )
  return {
    title: `Daily report, ${last}`,
    sources: from,
    from_day: addDays(last, -DAYS_BEFORE),
    to_day: last,
    timezone: zone,
  }
}

async function visibleSources(): Promise<string[]> {
  const workspace = process.env.WM_WORKSPACE ?? ''
  const resources = await ResourceService.listResource({ workspace, resourceType: 'social_api' })
  return resources.map(({ path }) => path).sort()
}

import { setResource } from 'windmill-client'
import { hubEndpoint } from '../../lib/hub.ts'
import { deriveId } from '../../lib/ids.ts'
import { jobUser } from '../../lib/job_user.ts'
import { ensureSchedule, ownSpace } from '../../lib/windmill/index.ts'
import { badInput } from '../bad_input.ts'
import { checkTimezone } from '../days.ts'
import { giveTeam } from '../team/give_team.ts'

/** What a user has after it. */
export interface OnboardedUser {
  user_id: string
  session_id: string
  /** A resource of type `openanalyst_config`. */
  config: string
  report: { schedule: string; cron: string; timezone: string; on: boolean }
}

/**
 * Sets OpenAnalyst up for the job's user: the agents of the team, and in the user's own space where events go, and a
 * schedule for their daily report.
 * Doing it again changes the settings. Throws CodedError `BAD_INPUT`, `HUB_NOT_CONFIGURED`, `PATH_TAKEN`.
 */
export async function main(
  daily_report: boolean = false,
  report_at: string | null = null,
  timezone: string | null = null,
  mail_to: string[] | null = null,
  session_id: string | null = null,
): Promise<OnboardedUser> {
  const zone = checkTimezone(timezone || 'UTC')
  const cron = dailyCron(report_at || '07:00')
  const user_id = jobUser()
  const session = session_id || deriveId('session', user_id)
  const config = `${ownSpace()}/openanalyst_config`
  const settings = { ws_endpoint: await hubEndpoint(), user_id, session_id: session, timezone: zone }
  await setResource(settings, config, 'openanalyst_config')
  await giveTeam()
  const schedule = `${ownSpace()}/daily_report`
  await ensureSchedule({
    ...{ path: schedule, schedule: cron, timezone: zone, enabled: daily_report ?? false },
    ...{ script_path: 'f/openanalyst/daily_report', is_flow: true },
    args: { timezone: zone, mail_to: mail_to ?? [], session_id: session },
    summary: 'OpenAnalyst: my daily report',
    description: 'Made by onboard_user.',
  })
  return { user_id, session_id: session, config, report: { schedule, cron, timezone: zone, on: daily_report ?? false } }
}

/** The cron expression of a time of the day, such as 07:30. */
function dailyCron(time: string): string {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? []
  if (!hour || !minute) throw badInput(`report_at must be a time of the day such as 07:30, not "${time}".`)
  return `0 ${Number(minute)} ${Number(hour)} * * *`
}

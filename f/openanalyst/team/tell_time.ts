import { realClock } from '../../lib/clock.ts'
import { ownTimezone, withTime } from '../told_time.ts'

/** The team's hook before delegations: a task in words goes out with the time that it is, which no member knows. */
export async function main(task: string): Promise<{ task?: string }> {
  return typeof task === 'string' ? { task: withTime(task, realClock.now(), await ownTimezone()) } : {}
}

import type { Sql } from '../../../lib/store/index.ts'
import { ensureSchedule, ownSpace, setScheduleEnabled } from '../../../lib/windmill/index.ts'
import { countOpenPosts } from '../../store/posts.ts'

/*
 * Scheduled posts are published by a Windmill schedule of their user's own: u/USER/publish_due_posts runs the flow of that
 * name each minute, with that user's rights. It is on as long as posts wait, so that an idle workspace runs nothing.
 */

/** Where the schedule of this job's user stands. */
export const publishingSchedule = (): string => `${ownSpace()}/publish_due_posts`

/** Makes the schedule if it is not there, and turns it on. Answers its path. Call it after a post got its time. */
export async function startPublishing(): Promise<string> {
  const path = publishingSchedule()
  await ensureSchedule({
    path,
    schedule: '0 * * * * *',
    timezone: 'UTC',
    script_path: 'f/openanalyst/publish_due_posts',
    is_flow: true,
    no_flow_overlap: true,
    args: {},
    summary: 'OpenAnalyst: publish what is due',
    description: 'Turned on by schedule_post, and off when nothing waits to be published.',
    enabled: true,
  })
  return path
}

/** Turns the schedule off when none of the user's posts waits. Answers how many do. */
export async function stopPublishingWhenDone(sql: Sql, userId: string): Promise<number> {
  const before = await countOpenPosts(sql, userId)
  if (before > 0) return before
  await setScheduleEnabled(publishingSchedule(), false)
  // A post that got its time in between may have turned it on before it was turned off here.
  const after = await countOpenPosts(sql, userId)
  if (after > 0) await setScheduleEnabled(publishingSchedule(), true)
  return after
}

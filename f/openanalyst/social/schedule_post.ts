import { z } from 'zod'
import { realClock } from '../../lib/clock.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { badInput } from '../bad_input.ts'
import { getPost, type Post, schedulePost } from '../store/posts.ts'
import { noPost, reportPost, startPublishing, wrongStatus } from './posts/index.ts'

/** When a post is published, and the schedule that will do it. */
export interface Scheduled extends Post {
  schedule: string
}

/**
 * Gives a post of one's own a time, or another one; the user's schedule publishes it in the minute after. Throws
 * CodedError `BAD_INPUT` for a time that is none or is past, `POST_NOT_FOUND`, `POST_WRONG_STATUS`.
 */
export async function main(post_id: string, at: string): Promise<Scheduled> {
  const due = readTime(at, realClock.now())
  const [sql, user_id] = [dataTable(), jobUser()]
  const moved = await schedulePost(sql, user_id, post_id, due)
  const post = await getPost(sql, user_id, post_id)
  if (!post) throw noPost(post_id)
  if (!moved) throw wrongStatus(post, 'schedule_post', 'draft, scheduled or failed')
  const schedule = await startPublishing()
  await reportPost(post)
  return { ...post, schedule }
}

const time = z.iso.datetime({ offset: true })

function readTime(at: string, now: number): string {
  const given = time.safeParse(at)
  if (!given.success)
    throw badInput(`at must be a time with its offset, such as 2026-12-01T09:00:00+01:00, not "${at}".`)
  const due = Date.parse(given.data)
  if (due < now)
    throw badInput(`${at} is past: it is ${new Date(now).toISOString()}. To publish at once, use publish_post.`)
  return new Date(due).toISOString()
}

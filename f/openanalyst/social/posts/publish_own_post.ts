import { realClock } from '../../../lib/clock.ts'
import { CodedError } from '../../../lib/errors.ts'
import { jobUser } from '../../../lib/job_user.ts'
import { dataTable } from '../../../lib/store/index.ts'
import type { Post } from '../../store/posts.ts'
import { openSocialApi } from '../api/index.ts'
import { deliverPost } from './deliver_post.ts'
import { startPublishing } from './publishing_schedule.ts'
import { reportPost } from './report_post.ts'

/**
 * Publishes a post of the job's user now, tells their pages, and answers it. One that has to wait gets the schedule that
 * will come back to it. Throws CodedError: `POST_NOT_FOUND`; what a post failed with, its id in details.post_id.
 */
export async function publishOwnPost(id: string, early: boolean): Promise<Post> {
  const order = { user_id: jobUser(), id, job_id: process.env.WM_JOB_ID ?? 'local', early }
  const post = await deliverPost({ sql: dataTable(), clock: realClock, openApi: openSocialApi }, order)
  if (post.status === 'scheduled') await startPublishing()
  await reportPost(post)
  if (post.status === 'failed' && post.error)
    throw new CodedError(post.error.code, post.error.message, { ...post.error.details, post_id: id })
  return post
}
